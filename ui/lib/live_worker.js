// @ts-check
/// <reference lib="dom" />
/**
 * One stream for all tabs: a browser allows six connections to one server, so a seventh tab with a stream of its own
 * would not load. This worker lives as long as any tab does.
 *
 * A tab is told the newest when it is ready for it, as what has changed since it was told last: nothing piles up for
 * one that sleeps.
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 * @import { StreamState } from "./stream.js"
 */
import { changesBetween } from "./board_changes.js";
import { createStream } from "./stream.js";

/**
 * `ready`: it has taken what it was told, and wants more. `here`: is answered, so that a tab learns whether there is
 * still somebody. `retry`: somebody pressed the button. `bye`: it closes.
 * @typedef {"ready" | "here" | "retry" | "bye"} TabWord
 *
 * Null: here I am. `board` is a Snapshot, `changes` are BoardChanges, both as JSON: a tab reads that in a third of the
 * time that a copy of the objects takes. Without either the board is as the tab has it.
 * @typedef {Omit<StreamState, "board"> & { board?: string, changes?: string } | null} WorkerWord
 *
 * @typedef {{ isReady: boolean, told: StreamState | null }} Tab
 */

/** @type {Map<MessagePort, Tab>} */
const tabs = new Map();
const stream = createStream(() => tabs.forEach(tell));

/** @param {Tab} tab @param {MessagePort} port */
function tell(tab, port) {
  const state = stream.state();
  if (!tab.isReady || tab.told === state) return;
  const { board, ...rest } = state;
  port.postMessage({ ...rest, ...newsOf(tab.told?.board ?? null, board) });
  tab.isReady = false;
  tab.told = state;
}

/** @param {Snapshot | null} told @param {Snapshot | null} board @returns {{ board?: string, changes?: string }} */
function newsOf(told, board) {
  if (board === null || board === told) return {};
  return told ? { changes: JSON.stringify(changesBetween(told, board)) } : { board: JSON.stringify(board) };
}

/** @param {MessagePort} port @param {TabWord} word */
function hear(port, word) {
  const tab = tabs.get(port);
  if (!tab) return;
  switch (word) {
    case "ready":
      tab.isReady = true;
      return tell(tab, port);
    case "here":
      return port.postMessage(null);
    case "retry":
      return stream.open();
    case "bye":
      tabs.delete(port);
      if (tabs.size === 0) stream.close();
      return;
    default:
      return /** @satisfies {never} */ (word);
  }
}

addEventListener("connect", (event) => {
  const [port] = /** @type {MessageEvent} */ (event).ports;
  const isFirst = tabs.size === 0;
  tabs.set(port, { isReady: false, told: null });
  port.onmessage = ({ data }) => hear(port, data);
  if (isFirst) stream.open();
});
