// @ts-check
import { html } from "htm/preact";

/** @param {{ configPath: string, address: import("../lib/address.js").Address }} props */
export function SandboxNotice({ configPath, address }) {
  return html`
    <aside class="notice" aria-label="Sandbox">
      <p>
        <strong>You are recording the built-in sandbox exchange.</strong> Its market is made up. Add a real one in${" "}
        <code>${configPath}</code>: Binance, Kraken and others stand there, ready to uncomment. <a href="/config" onClick=${address
          .follow}>Open the config</a>
      </p>
    </aside>
  `;
}
