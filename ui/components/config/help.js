// @ts-check
/** Where to learn what can be written. */
import { html } from "htm/preact";

export function Help() {
  return html`
    <section class="card" aria-labelledby="config-help-title">
      <h2 id="config-help-title">What can be written here</h2>
      <p
        class="help">All keys, with what they may be, are in <a href="/api/docs">the API's documentation</a>.${" "}
        <code>tapedeck config init</code> writes a file with a word on each.</p>
      <p
        class="help">The file may be changed with any other editor as well: tapedeck follows it at once, and a file
        that is wrong changes nothing.</p>
    </section>
  `;
}
