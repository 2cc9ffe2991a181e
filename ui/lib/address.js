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
  history.replaceState(history.state, "", url);
}

/**
 * @typedef {object} Address
 * @property {Signal<URL>} url
 * @property {(event: MouseEvent) => void} follow For links inside the page: goes there without loading it anew.
 * @property {(href: string) => void} go Goes there, as a link would.
 * @property {(query: Record<string, string | null | undefined>) => void} set Changes the query's named parts;
 *   null or empty takes one away. Back leads past it: for filters and the like.
 * @property {(name: string) => string} get A part of the query; empty where there is none.
 * @property {(mayLeave: (() => boolean) | null) => void} guard Is asked before this page is left, by Back too; null
 *   ends it. For what is not saved yet.
 */

/** @returns {Address} */
export function openAddress() {
  hideToken();
  const url = signal(new URL(location.href));
  /** @type {(() => boolean) | null} */
  let mayLeave = null;
  /** Where in the history we are, so that a Back that was not allowed can be undone. */
  let place = Number(history.state?.place ?? 0);
  history.replaceState({ place }, "", location.href);

  /** @param {URL} next */
  const mayGo = (next) => next.pathname === url.value.pathname || mayLeave === null || mayLeave();

  function onPopState() {
    const next = new URL(location.href);
    // A link to a place in the page: the browser made an entry of its own.
    if (history.state === null) history.replaceState({ place: ++place }, "");
    const steps = Number(history.state?.place ?? 0) - place;
    if (steps !== 0 && !mayGo(next)) return history.go(-steps);
    place += steps;
    url.value = next;
  }

  /** @param {string} href */
  function go(href) {
    const next = new URL(href, url.value);
    if (next.href === url.value.href || !mayGo(next)) return;
    history.pushState({ place: ++place }, "", next);
    if (next.pathname !== url.value.pathname) scrollTo(0, 0);
    url.value = next;
  }

  /** @param {MouseEvent} event */
  function follow(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    go(/** @type {HTMLAnchorElement} */ (event.currentTarget).href);
  }

  /** @param {Record<string, string | null | undefined>} query */
  function set(query) {
    const next = new URL(url.value);
    for (const [name, value] of Object.entries(query)) {
      if (value) next.searchParams.set(name, value);
      else next.searchParams.delete(name);
    }
    if (next.href === url.value.href) return;
    history.replaceState({ place }, "", next);
    url.value = next;
  }

  addEventListener("popstate", onPopState);
  addEventListener("beforeunload", (event) => mayLeave !== null && event.preventDefault());
  return {
    url,
    follow,
    go,
    set,
    get: (name) => url.value.searchParams.get(name) ?? "",
    guard: (ask) => void (mayLeave = ask),
  };
}
