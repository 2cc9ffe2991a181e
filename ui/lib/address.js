// @ts-check
/// <reference lib="dom" />
/**
 * The page's state that is in the address: it can be linked to, and the browser's Back works.
 * @import { Signal } from "@preact/signals"
 */
import { signal } from "@preact/signals";

/** A token in the address has become a cookie by now: it must not stay in the history. */
function hideToken() {
  const url = new URL(location.href);
  if (!url.searchParams.has("token")) return;
  url.searchParams.delete("token");
  history.replaceState(null, "", url);
}

/**
 * @typedef {object} Address
 * @property {Signal<URL>} url
 * @property {(event: MouseEvent) => void} follow For links inside the page: goes there without loading it anew.
 */

/** @returns {Address} */
export function openAddress() {
  hideToken();
  const url = signal(new URL(location.href));
  addEventListener("popstate", () => url.value = new URL(location.href));

  /** @param {MouseEvent} event */
  function follow(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    history.pushState(null, "", link.href);
    url.value = new URL(link.href);
  }

  return { url, follow };
}
