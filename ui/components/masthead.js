// @ts-check
/// <reference lib="dom" />
/**
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Session } from "../lib/session.js"
 * @import { PageEntry } from "../pages/pages.js"
 */
import { html } from "htm/preact";
import { ago, utcShort } from "../lib/format.js";
import { fetchPage } from "../pages/page_view.js";
import { Menu } from "./menu.js";
import { ReadOnlyBadge } from "./read_only.js";

/**
 * @param {{ pages: PageEntry[], path: string, live: Live, address: Address, session: Signal<Session> }} props
 */
export function Masthead({ pages, path, live, address, session }) {
  const { follow } = address;
  return html`
    <header class="masthead">
      <a class="brand" href="/" onClick=${follow}><${Reels} turning=${isRecording(live)} /> tapedeck</a>
      <nav aria-label="Pages">
        ${pages.filter(({ key }) => key !== null).map((page) =>
          html`<${PageLink} page=${page} path=${path} follow=${follow} />`
        )}
      </nav>
      <div class="masthead-end">
        <${ReadOnlyBadge} session=${session} />
        <${LastUpdate} live=${live} />
        <${Menu} session=${session} />
      </div>
    </header>
  `;
}

/** Its code is fetched when one is about to go there. @param {{ page: PageEntry, path: string, follow: (event: MouseEvent) => void }} props */
function PageLink({ page, path, follow }) {
  const fetch = () => fetchPage(page);
  const current = page.path === path ? "page" : null;
  return html`
    <a href=${page.path} onClick=${follow} onPointerEnter=${fetch} onFocus=${fetch}
      aria-current=${current}>${page.title}</a>
  `;
}

/** @param {Live} live */
function isRecording({ connection, snapshot }) {
  return connection.value.state === "live" && (snapshot.value?.rowsPerSecond ?? 0) > 0;
}

/** Its room is kept before there is anything to say, so that nothing moves. @param {{ live: Live }} props */
function LastUpdate({ live }) {
  if (live.snapshot.value === null) return html`<p class="last-update"></p>`;
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
