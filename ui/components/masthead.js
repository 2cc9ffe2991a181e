// @ts-check
/// <reference lib="dom" />
/**
 * @import { Live } from "../lib/live.js"
 */
import { html } from "htm/preact";
import { ago, utcShort } from "../lib/format.js";

/**
 * @param {{
 *   pages: Array<{ path: string, title: string }>, path: string, live: Live, follow: (event: MouseEvent) => void,
 * }} props
 */
export function Masthead({ pages, path, live, follow }) {
  return html`
    <header class="masthead">
      <a class="brand" href="/" onClick=${follow}><${Reels} turning=${isRecording(live)} /> tapedeck</a>
      <nav aria-label="Pages">
        ${pages.map((page) =>
          html`
            <a href=${page.path} onClick=${follow} aria-current=${page.path === path ? "page" : null}>${page
              .title}</a>
          `
        )}
      </nav>
      ${live.snapshot.value && html`<${LastUpdate} live=${live} />`}
    </header>
  `;
}

/** @param {Live} live */
function isRecording({ connection, snapshot }) {
  return connection.value.state === "live" && (snapshot.value?.rowsPerSecond ?? 0) > 0;
}

/** @param {{ live: Live }} props */
function LastUpdate({ live }) {
  const heardAt = live.heardAt.value;
  const now = live.now.value;
  return html`
    <p class="last-update">
      <span>Last update ${ago(heardAt, now)}</span> <span class="utc">${utcShort(heardAt, now)}</span>
    </p>
  `;
}

/** The reels turn while rows come in. @param {{ turning: boolean }} props */
function Reels({ turning }) {
  const spokes = "M0-4.500V4.500M-3.9-2.25L3.9 2.25M-3.9 2.25L3.9-2.25";
  return html`
    <svg class="reels ${turning ? "turning" : ""}" viewBox="0 0 34 20" aria-hidden="true">
      ${[9, 25].map((x) =>
        html`
          <g transform="translate(${x} 9)">
            <circle r="7" />
            <path class="spokes" d=${spokes} />
          </g>
        `
      )}
      <path d="M2 18.500h30" />
    </svg>
  `;
}
