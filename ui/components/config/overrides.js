// @ts-check
/**
 * What the environment says in place of the file.
 * @import { ConfigOverrides } from "../../../schemas/wire.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Shown } from "../states.js";

export function Overrides() {
  const asked = useAnswer(
    () => /** @type {Promise<Answer<Record<string, string>>>} */ (ask.get("/api/config/overrides")),
    [],
  );
  return html`
    <section class="card" aria-labelledby="overrides-title">
      <h2 id="overrides-title">Set by the environment</h2>
      <${Shown} asked=${asked} what="what the environment sets">
        ${(/** @type {Record<string, string>} */ overrides) =>
          html`<${List} names=${Object.entries(overrides)} />`}
      <//>
    </section>
  `;
}

/** @param {{ names: Array<[string, string]> }} props */
function List({ names }) {
  if (names.length === 0) {
    return html`<p class="help">Nothing: what the file says holds. Variables that begin with <code>TAPEDECK_</code> would
      go before it.</p>`;
  }
  return html`
    <p class="help">These go before the file, until tapedeck is started without them.</p>
    <dl class="overrides">
      ${names.map(([name, value]) =>
        html`
          <div>
            <dt><code>${name}</code></dt>
            <dd><code>${value}</code></dd>
          </div>
        `
      )}
    </dl>
  `;
}
