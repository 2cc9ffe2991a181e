// @ts-check
/**
 * Times that tick: relative, with the absolute one in UTC beside them or, where it is short of room, on hover.
 * @import { Signal } from "@preact/signals"
 */
import { html } from "htm/preact";
import { ago, until, utc, utcShort } from "../lib/format.js";

/** @param {{ at: number, now: Signal<number> }} props `at` in ms. */
export function Ago({ at, now }) {
  return html`<time datetime=${new Date(at).toISOString()} title=${utc(at)}>${ago(at, now.value)}</time>`;
}

/** @param {{ at: number, now: Signal<number> }} props `at` in ms. */
export function Until({ at, now }) {
  return html`<time datetime=${new Date(at).toISOString()} title=${utc(at)}>${until(at, now.value)}</time>`;
}

/** `12:03:05 UTC`, with the date where it is not today's. @param {{ at: number, now: Signal<number> }} props */
export function Utc({ at, now }) {
  return html`<span class="utc">${utcShort(at, now.value)}</span>`;
}
