// @ts-check
import { html } from "htm/preact";

/** @param {{ configPath: string }} props */
export function SandboxNotice({ configPath }) {
  return html`
    <aside class="notice" aria-label="Sandbox">
      <p>
        <strong>You are recording the built-in sandbox exchange.</strong> Its market is made up. Add a real one in${" "}
        <code>${configPath}</code>: Binance, Kraken and others stand there, ready to uncomment.
      </p>
    </aside>
  `;
}
