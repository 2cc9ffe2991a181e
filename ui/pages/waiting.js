// @ts-check
/// <reference lib="dom" />
/**
 * Before the first board has come: loading, or there is nobody to ask.
 * @import { Live } from "../lib/live.js"
 */
import { html } from "htm/preact";

/** @param {{ live: Live }} props */
export function Waiting({ live }) {
  if (live.connection.value.state !== "lost") {
    return html`
      <section class="blank" aria-busy="true">
        <h1>Asking the recorder…</h1>
        <p>This takes a moment.</p>
      </section>
    `;
  }
  return html`
    <section class="blank">
      <h1>The recorder does not answer</h1>
      <p>Nothing came from <code>${location.host}</code>. It may have been stopped: start it again, and
        this page fills by itself.</p>
    </section>
  `;
}
