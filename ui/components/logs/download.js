// @ts-check
/// <reference lib="dom" />
/**
 * The lines that fit, as a file.
 * @import { Answer } from "../../lib/api.js"
 * @import { Wanted } from "./use_log.js"
 */
import { html } from "htm/preact";
import { ask, withQuery } from "../../lib/api.js";
import { count, counted } from "../../lib/format.js";
import { Button } from "../button.js";
import { say } from "../toast.js";

const MOST = 10_000;

/** @param {{ wanted: Wanted }} props */
export function Download({ wanted }) {
  async function download() {
    /** @type {Answer<{ lines: string[] }>} */
    const answer = await ask.get(withQuery("/api/logs", { ...wanted, tail: MOST }));
    if (!answer.ok) return say(`Cannot download the log: ${answer.message}`, { tone: "bad" });
    const { lines } = answer.value;
    keep(
      lines.join("\n") + "\n",
      `tapedeck-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.log`,
    );
    say(
      `Downloaded ${lines.length < MOST ? counted(lines.length, "line") : `the last ${count(MOST)} lines`}.`,
    );
  }
  return html`<${Button} onClick=${download} title="The last ${
    count(MOST)
  } lines that fit the filter, as text">
    Download<//>`;
}

/** @param {string} text @param {string} name */
function keep(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  // Some browsers read it only after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
