// @ts-check
/// <reference lib="dom" />
/**
 * The frame of every page, and which page the address asks for.
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 */
import { html } from "htm/preact";
import { useEffect } from "preact/hooks";
import { ConnectionBanner } from "../components/connection_banner.js";
import { Footer } from "../components/footer.js";
import { Masthead } from "../components/masthead.js";
import { Dashboard } from "./dashboard.js";
import { NoPage } from "./no_page.js";
import { Waiting } from "./waiting.js";

/** The pages there are. A later one is added here, and its link appears. */
const PAGES = [{ path: "/", title: "Dashboard", Page: Dashboard }];

/** @param {{ live: Live, address: Address }} props */
export function App({ live, address }) {
  const snapshot = live.snapshot.value;
  const path = address.url.value.pathname;
  const page = PAGES.find((page) => page.path === path);
  const view = { live, address, snapshot };
  document.title = titleOf(snapshot, page?.title ?? "No such page");
  useEffect(showTarget, [snapshot !== null]);
  return html`
    <a class="skip" href="#main">Skip to the content</a>
    <${Masthead} pages=${PAGES} path=${path} live=${live} follow=${address.follow} />
    <${ConnectionBanner} live=${live} />
    <main id="main" class=${live.connection.value.state === "lost" ? "stale" : ""}>
      ${snapshot === null ? html`<${Waiting} live=${live} />` : html`<${page?.Page ?? NoPage} ...${view} />`}
    </main>
    ${snapshot && html`<${Footer} snapshot=${snapshot} now=${live.now} />`}
  `;
}

/** A link to a series, opened anew: the browser looked for it before it was there. */
function showTarget() {
  if (location.hash) location.replace(location.hash);
}

/**
 * So that a tab in the background says whether it wants to be looked at.
 * @param {import("../../schemas/snapshot.ts").Snapshot | null} snapshot
 * @param {string} title
 */
function titleOf(snapshot, title) {
  const problems = snapshot?.problems.length ?? 0;
  return `${problems > 0 ? `(${problems}) ` : ""}${title} · tapedeck`;
}
