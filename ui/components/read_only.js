// @ts-check
/**
 * @import { Signal } from "@preact/signals"
 * @import { Session } from "../lib/session.js"
 */
import { html } from "htm/preact";
import { whyReadOnly } from "../lib/session.js";

/** @param {{ session: Signal<Session> }} props */
export function ReadOnlyBadge({ session }) {
  const why = whyReadOnly(session);
  return why && html`<span class="badge" title=${why}>Read-only</span>`;
}
