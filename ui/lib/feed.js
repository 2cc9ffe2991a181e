// @ts-check
/// <reference lib="dom" />
/**
 * Where a tab's news comes from: from the worker that all tabs share or, where a browser has none, from a stream of
 * its own, which is closed while the tab is hidden to leave its connection to others.
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 * @import { StreamState } from "./stream.js"
 * @import { TabWord, WorkerWord } from "./live_worker.js"
 */
import { withChanges } from "./board_changes.js";
import { createStream } from "./stream.js";

/** A hidden tab is told this often, for its title. */
const HIDDEN_MS = 10_000;
const HERE_EVERY_MS = 500;
/** So many unanswered: the worker has died, perhaps with the process of the tab that began it. */
const UNANSWERED = 2;
/** Before it has given a board it may be reading one of many megabytes. */
const UNANSWERED_AT_FIRST = 20;

/** @typedef {{ retry: () => void }} Feed */

/** @param {(state: StreamState) => void} tell @returns {Feed} */
export function openFeed(tell) {
  return typeof SharedWorker === "undefined" ? openOwn(tell) : openShared(tell);
}

/** @param {(state: StreamState) => void} tell @returns {Feed} */
function openOwn(tell) {
  const stream = createStream(tell);
  const followVisibility = () => document.hidden ? stream.close() : stream.open();
  document.addEventListener("visibilitychange", followVisibility);
  followVisibility();
  return { retry: stream.open };
}

/** @param {Snapshot | null} board @param {{ board?: string, changes?: string }} news @returns {Snapshot | null} */
function boardAfter(board, news) {
  if (news.board) return JSON.parse(news.board);
  return board && news.changes ? withChanges(board, JSON.parse(news.changes)) : board;
}

/** @param {(state: StreamState) => void} tell @returns {Feed} */
function openShared(tell) {
  /** @type {MessagePort | null} */
  let port = null;
  /** @type {Snapshot | null} */
  let board = null;
  let unanswered = 0;
  /** The worker that is asked now has given a board. */
  let hasServed = false;
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
    hasServed = false;
    more();
  }

  /** @param {WorkerWord} word */
  function hear(word) {
    unanswered = 0;
    if (word === null) return;
    const { link, heard, ...news } = word;
    board = boardAfter(board, news);
    hasServed ||= news.board !== undefined;
    tell({ link, heard, board });
    isAwaitingMore = true;
    setTimeout(more, document.hidden ? HIDDEN_MS : 0);
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
    if (unanswered++ < (hasServed ? UNANSWERED : UNANSWERED_AT_FIRST)) return say("here");
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
