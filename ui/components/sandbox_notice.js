// @ts-check
import { html } from "htm/preact";

/** @param {{ address: import("../lib/address.js").Address }} props */
export function SandboxNotice({ address: { follow } }) {
  return html`
    <aside class="notice" aria-label="Sandbox">
      <p>
        <strong>This is the sandbox, an exchange built into tapedeck.</strong> Its market is made up. To record a real
        one, <a href="/jobs?new=stream" onClick=${follow}>add a live stream</a> or
        ${" "}<a href="/config" onClick=${follow}>open the config</a>.
      </p>
    </aside>
  `;
}
