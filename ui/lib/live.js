// @ts-check
/// <reference lib="dom" />
/**
 * The board, live: one stream of server-sent events, and a clock that ticks each second between them.
 *
 * A dropped stream is opened again with growing pauses, for ever; until then `connection` says since when the
 * figures stand still. While the page is hidden the stream is closed: a browser allows six connections to one
 * server, so a seventh tab would not load.
 * @import { Signal } from "@preact/signals"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { batch, signal } from "@preact/signals";

/** The server speaks at least every ten seconds. */
const SILENCE_MS = 25_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * @typedef {{ state: "connecting" } | { state: "live" } | { state: "lost", since: number, retryAt: number | null }}
 *   Connection Times are the server's, ms; `retryAt` is null while it tries.
 *
 * @typedef {object} Live
 * @property {Signal<Snapshot | null>} snapshot Null until the first one came.
 * @property {Signal<Connection>} connection
 * @property {Signal<number>} heardAt When the server was last heard, ms of its clock.
 * @property {Signal<number>} now The server's time, ms; ticks each second.
 * @property {() => void} retry Tries at once.
 */

/** @returns {Live} */
export function openLive() {
  /** @type {Signal<Snapshot | null>} */
  const snapshot = signal(null);
  /** @type {Signal<Connection>} */
  const connection = signal({ state: "connecting" });
  const now = signal(Date.now());
  const heardAt = signal(now.value);
  /** The server's clock less this machine's, so that ages are right where this one is wrong. */
  let offsetMs = 0;
  let failures = 0;
  /** Since when the open stream has said nothing, ms of this machine's clock. */
  let quietSince = 0;
  /** @type {EventSource | null} */
  let source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retryTimer;

  const tick = () => now.value = Date.now() + offsetMs;

  /** @param {number} serverNow */
  function heard(serverNow) {
    quietSince = Date.now();
    offsetMs = serverNow - quietSince;
    failures = 0;
    connection.value = { state: "live" };
    heardAt.value = serverNow;
    tick();
  }

  function open() {
    close();
    quietSince = Date.now();
    source = new EventSource("/api/events");
    source.addEventListener("tick", ({ data }) => batch(() => heard(Number(data))));
    source.addEventListener("snapshot", ({ data }) => snapshot.value = JSON.parse(data));
    source.addEventListener("error", lose);
    if (connection.value.state === "lost") connection.value = { ...connection.value, retryAt: null };
  }

  function close() {
    clearTimeout(retryTimer);
    source?.close();
    source = null;
  }

  function lose() {
    close();
    const pauseMs = Math.min(1000 * 2 ** failures++, LONGEST_PAUSE_MS);
    const since = connection.value.state === "lost" ? connection.value.since : heardAt.value;
    tick();
    connection.value = { state: "lost", since, retryAt: now.value + pauseMs };
    retryTimer = setTimeout(open, pauseMs);
  }

  function everySecond() {
    tick();
    if (source && Date.now() - quietSince > SILENCE_MS) lose();
  }

  function retry() {
    failures = 0;
    open();
  }

  const followVisibility = () => document.hidden ? close() : retry();

  setInterval(everySecond, 1000);
  document.addEventListener("visibilitychange", followVisibility);
  followVisibility();
  return { snapshot, connection, heardAt, now, retry };
}
