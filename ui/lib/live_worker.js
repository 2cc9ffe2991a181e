// @ts-check
/// <reference lib="dom" />
/**
 * One stream for all tabs: a browser allows six connections to one server, so a seventh tab with a stream of its own
 * would not load. This worker lives as long as any tab does.
 *
 * A tab is told the newest when it is ready for it, and nothing piles up for one that sleeps.
 * @import { StreamState } from "./stream.js"
 */
import { createStream } from "./stream.js";

/**
 * `ready`: it has taken what it was told, and wants more. `here`: is answered, so that a tab learns whether there is
 * still somebody. `retry`: somebody pressed the button. `bye`: it closes.
 * @typedef {"ready" | "here" | "retry" | "bye"} TabWord
 *
 * Null: here I am. `text` is absent where it is what the tab has already.
 * @typedef {Omit<StreamState, "text"> & { text?: string | null } | null} WorkerWord
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
  const { text, ...rest } = state;
  port.postMessage(tab.told?.text === text ? rest : state);
  tab.isReady = false;
  tab.told = state;
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
