// @ts-check
/// <reference lib="dom" />
/**
 * The frame of every page, and which page the address asks for.
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Session } from "../lib/session.js"
 */
import { html } from "htm/preact";
import { useEffect, useRef } from "preact/hooks";
import { ConnectionBanner } from "../components/connection_banner.js";
import { Footer } from "../components/footer.js";
import { KeyboardHelp } from "../components/keyboard_help.js";
import { Masthead } from "../components/masthead.js";
import { Toasts } from "../components/toast.js";
import { VersionNotice } from "../components/version_notice.js";
import { pageAt, PAGES } from "./pages.js";
import { PageView } from "./page_view.js";
import { Waiting } from "./waiting.js";

/** @param {{ live: Live, address: Address, session: Signal<Session> }} props */
export function App({ live, address, session }) {
  const snapshot = live.snapshot.value;
  const path = address.url.value.pathname;
  const page = pageAt(path);
  const view = { live, address, snapshot, session };
  const isStale = live.connection.value.state === "lost";
  document.title = titleOf(snapshot, page, path);
  useFreshStart(path);
  return html`
    <a class="skip" href="#main">Skip to the content</a>
    <${Masthead} pages=${PAGES} path=${path} live=${live} address=${address} session=${session} />
    <${ConnectionBanner} live=${live} />
    <${VersionNotice} version=${snapshot?.version ?? null} />
    <main id="main" tabindex="-1" class=${isStale ? "stale" : ""}>
      ${snapshot === null
        ? html`<${Waiting} live=${live} />`
        : html`<${PageView} key=${page?.path} page=${page} view=${view} />`}
    </main>
    <${Footer} snapshot=${snapshot} now=${live.now} />
    <${KeyboardHelp} pages=${PAGES} address=${address} />
    <${Toasts} />
  `;
}

/** Another page begins with the focus at its top: as if it had been loaded. @param {string} path */
function useFreshStart(path) {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
}

/**
 * So that a tab in the background says whether it wants to be looked at.
 * @param {import("../../schemas/snapshot.ts").Snapshot | null} snapshot
 * @param {import("./pages.js").PageEntry | undefined} page
 * @param {string} path
 */
function titleOf(snapshot, page, path) {
  const problems = snapshot?.problems.length ?? 0;
  const title = page?.titleAt?.(path, snapshot?.series ?? []) ?? page?.title ?? "No such page";
  return `${problems > 0 ? `(${problems}) ` : ""}${title} · tapedeck`;
}
