// @ts-check
/// <reference lib="dom" />
/**
 * The board, live, and a clock that ticks each second between its news.
 *
 * While the server is not heard, `connection` says since when the figures stand still. See feed.js for where the news
 * comes from.
 * @import { Signal } from "@preact/signals"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 * @import { StreamState } from "./stream.js"
 */
import { batch, signal } from "@preact/signals";
import { openFeed } from "./feed.js";

const TICK_MS = 1_000;
/** Each board brings the time with it, and the next one comes a second later, or a little more. */
const BOARD_MS = 1_300;

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

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {number} [nextMs] */
  function tick(nextMs = TICK_MS) {
    clearTimeout(timer);
    timer = setTimeout(tick, nextMs);
    now.value = Date.now() + offsetMs;
  }

  /** @param {StreamState} state */
  function show({ link, heard, board }) {
    if (heard) {
      offsetMs = heard.server - heard.at;
      heardAt.value = heard.server;
    }
    connection.value = connectionOf(link);
    if (board === null || board === snapshot.value) return;
    snapshot.value = board;
    tick(BOARD_MS);
  }

  /** @param {StreamState["link"]} link @returns {Connection} */
  function connectionOf(link) {
    if (link.state !== "lost") return link.state === connection.value.state ? connection.value : link;
    const retryAt = link.retryAt === null ? null : link.retryAt + offsetMs;
    return { state: "lost", since: heardAt.value, retryAt };
  }

  tick();
  const { retry } = openFeed((state) => batch(() => show(state)));
  return { snapshot, connection, heardAt, now, retry };
}
