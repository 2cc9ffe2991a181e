// @ts-check
/// <reference lib="dom" />
/**
 * The stream of server-sent events: opened, and opened again with growing pauses, for ever. Runs in a page as well
 * as in a worker, so it imports nothing by a bare name.
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { withChanges } from "./board_changes.js";

/** The server speaks at least every ten seconds. */
const SILENCE_MS = 25_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * All times are ms of this machine's clock but for `server`.
 * @typedef {object} StreamState
 * @property {{ state: "connecting" } | { state: "live" } | { state: "lost", retryAt: number | null }} link
 *   `retryAt` is null while it tries.
 * @property {{ server: number, at: number } | null} heard The server's clock when it was last heard, and ours.
 * @property {Snapshot | null} board The newest.
 */

/**
 * @param {(state: StreamState) => void} tell Called after every change.
 * @returns {{ state: () => StreamState, open: () => void, close: () => void }} `open` also tries at once.
 */
export function createStream(tell) {
  /** @type {StreamState} */
  let state = { link: { state: "connecting" }, heard: null, board: null };
  let failures = 0;
  /** Since when the open stream has said nothing. */
  let quietSince = 0;
  /** @type {EventSource | null} */
  let source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retryTimer;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let watchTimer;

  /** @param {Partial<StreamState>} change */
  function become(change) {
    state = { ...state, ...change };
    tell(state);
  }

  /** @param {MessageEvent<string>} event */
  function onTick({ data }) {
    quietSince = Date.now();
    failures = 0;
    become({ link: { state: "live" }, heard: { server: Number(data), at: quietSince } });
  }

  /** @param {MessageEvent<string>} event Comes behind the snapshot that it changes, on the same connection. */
  function onChanges({ data }) {
    if (state.board) become({ board: withChanges(state.board, JSON.parse(data)) });
  }

  function connect() {
    shut();
    quietSince = Date.now();
    source = new EventSource("/api/events?changes=true");
    source.addEventListener("tick", onTick);
    source.addEventListener("snapshot", ({ data }) => become({ board: JSON.parse(data) }));
    source.addEventListener("changes", onChanges);
    source.addEventListener("error", lose);
    if (state.link.state === "lost") become({ link: { state: "lost", retryAt: null } });
  }

  function shut() {
    clearTimeout(retryTimer);
    source?.close();
    source = null;
  }

  function lose() {
    shut();
    const pauseMs = Math.min(1000 * 2 ** failures++, LONGEST_PAUSE_MS);
    retryTimer = setTimeout(connect, pauseMs);
    become({ link: { state: "lost", retryAt: Date.now() + pauseMs } });
  }

  function watch() {
    if (source && Date.now() - quietSince > SILENCE_MS) lose();
  }

  function open() {
    failures = 0;
    clearInterval(watchTimer);
    watchTimer = setInterval(watch, 1000);
    connect();
  }

  function close() {
    clearInterval(watchTimer);
    shut();
  }

  return { state: () => state, open, close };
}
