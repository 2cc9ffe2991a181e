// @ts-check
/**
 * @import { Tone } from "../lib/series.js"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { Mark } from "./mark.js";

/** @type {Record<Snapshot["verdict"]["state"], Tone>} */
const TONES = { starting: "busy", ok: "good", warning: "warn", error: "bad" };

/**
 * One sentence: how is it? And a second one: what was missed lately? Its room is there before it is.
 * @param {{ verdict: Snapshot["verdict"], gaps: string }} props
 */
export function Verdict({ verdict, gaps }) {
  return html`
    <div class="verdict-box" aria-live="polite">
      <h1 class="verdict"><${Mark} tone=${TONES[verdict.state]} />${verdict.sentence}</h1>
      <p class="gaps">${gaps}</p>
    </div>
  `;
}
