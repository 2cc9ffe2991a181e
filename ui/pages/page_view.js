// @ts-check
/// <reference lib="dom" />
/**
 * A page, once its code is there.
 * @import { PageEntry } from "./pages.js"
 */
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { Failed, Loading } from "../components/states.js";
import { NoPage } from "./no_page.js";

/** Pages that were shown are there at once the next time. @type {Map<string, import("preact").FunctionComponent<any>>} */
const loaded = new Map();

/** @param {{ page: PageEntry | undefined, view: Record<string, unknown> }} props */
export function PageView({ page, view }) {
  const [state, setState] = useState("loading");
  useEffect(() => {
    if (page && !loaded.has(page.path)) fetchPage(page).then(setState);
  }, [page]);
  const Page = page && loaded.get(page.path);
  useEffect(showTarget, [Page !== undefined]);
  if (!page) return html`<${NoPage} ...${view} />`;
  if (Page) return html`<${Page} ...${view} />`;
  if (state === "loading") return html`<${Loading} what="the page" />`;
  const message = "Its code did not come: the recorder may have been stopped, or replaced by a newer one.";
  // A browser keeps in mind that a module failed; only a page that is loaded anew asks for it again.
  return html`<${Failed} what="this page" message=${message} retry=${() => location.reload()} />`;
}

/** What a link into the page names, opened anew: the browser looked for it before it was there. */
function showTarget() {
  if (location.hash) location.replace(location.hash);
}

/** @param {PageEntry} page @returns {Promise<"ready" | "failed">} */
export async function fetchPage({ path, load }) {
  try {
    loaded.set(path, await load());
    return "ready";
  } catch (error) {
    console.error(error);
    return "failed";
  }
}
