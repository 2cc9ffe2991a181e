// @ts-check
/**
 * @import { Tone } from "../lib/series.js"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { Mark } from "./mark.js";

/** @type {Record<Snapshot["verdict"]["state"], Tone>} */
const TONES = { starting: "busy", ok: "good", warning: "warn", error: "bad" };

/** One sentence: how is it? @param {{ verdict: Snapshot["verdict"] }} props */
export function Verdict({ verdict }) {
  return html`<h1 class="verdict" aria-live="polite"><${Mark} tone=${
    TONES[verdict.state]
  } />${verdict.sentence}</h1>`;
}
