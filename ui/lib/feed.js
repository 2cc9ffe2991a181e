// @ts-check
/// <reference lib="dom" />
/**
 * Where a tab's news comes from: from the worker that all tabs share or, where a browser has none, from a stream of
 * its own, which is closed while the tab is hidden to leave its connection to others.
 * @import { StreamState } from "./stream.js"
 * @import { TabWord, WorkerWord } from "./live_worker.js"
 */
import { createStream } from "./stream.js";

/** A hidden tab is told this often, for its title. */
const HIDDEN_MS = 10_000;
const HERE_EVERY_MS = 500;
/** So many unanswered: the worker has died, perhaps with the process of the tab that began it. */
const UNANSWERED = 2;

/** To read a board of many megabytes takes a page a tenth of a second: then it is read less often. */
const REST_MS_PER_MB = 400;

/** @typedef {{ retry: () => void }} Feed */

/** @param {(state: StreamState) => void} tell @returns {Feed} */
export function openFeed(tell) {
  return typeof SharedWorker === "undefined" ? openOwn(tell) : openShared(tell);
}

/** @param {string | null} text */
function restMs(text) {
  return (text?.length ?? 0) / 1e6 * REST_MS_PER_MB;
}

/** @param {(state: StreamState) => void} tell @returns {Feed} */
function openOwn(tell) {
  const stream = createStream(tell);
  const followVisibility = () => document.hidden ? stream.close() : stream.open();
  document.addEventListener("visibilitychange", followVisibility);
  followVisibility();
  return { retry: stream.open };
}

/** @param {(state: StreamState) => void} tell @returns {Feed} */
function openShared(tell) {
  /** @type {MessagePort | null} */
  let port = null;
  /** @type {string | null} */
  let text = null;
  let unanswered = 0;
  let isAwaitingMore = false;
  /** @type {Feed | null} */
  let own = null;

  /** @param {TabWord} word */
  const say = (word) => port?.postMessage(word);

  function join() {
    const worker = new SharedWorker("/lib/live_worker.js", { type: "module", name: "tapedeck" });
    worker.addEventListener("error", useOwn);
    port = worker.port;
    port.onmessage = ({ data }) => hear(data);
    unanswered = 0;
    more();
  }

  /** @param {WorkerWord} word */
  function hear(word) {
    unanswered = 0;
    if (word === null) return;
    if (word.text !== undefined) text = word.text;
    tell({ ...word, text });
    isAwaitingMore = true;
    setTimeout(more, document.hidden ? HIDDEN_MS : restMs(text));
  }

  function more() {
    isAwaitingMore = false;
    say("ready");
  }

  function leave() {
    say("bye");
    port?.close();
    port = null;
  }

  function checkWorker() {
    if (!port || document.hidden) return;
    if (unanswered++ < UNANSWERED) return say("here");
    leave();
    join();
  }

  /** The worker cannot be had at all. */
  function useOwn() {
    leave();
    own ??= openOwn(tell);
  }

  join();
  setInterval(checkWorker, HERE_EVERY_MS);
  addEventListener("pagehide", leave);
  // Back from the browser's cache of pages.
  addEventListener("pageshow", () => port || own || join());
  document.addEventListener("visibilitychange", () => !document.hidden && isAwaitingMore && more());
  return { retry: () => own ? own.retry() : say("retry") };
}
