// @ts-check
/// <reference lib="dom" />
import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { Button } from "./button.js";

/** Says that another tapedeck answers than the one that this page came from. @param {{ version: string | null }} props */
export function VersionNotice({ version }) {
  const first = useRef(version);
  first.current ??= version;
  const isOther = version !== null && version !== first.current;
  return html`
    <div role="status">
      ${isOther &&
        html`
          <div class="frozen">
            <p><strong>tapedeck ${version} runs now.</strong> This page is that of ${first
              .current}: load it anew.</p>
            <${Button} onClick=${() => location.reload()}>Load anew<//>
          </div>
        `}
    </div>
  `;
}
