// @ts-check
/**
 * @import { Signal } from "@preact/signals"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { duration, utc } from "../lib/format.js";

/** What is running here, and where it writes. @param {{ snapshot: Snapshot | null, now: Signal<number> }} props */
export function Footer({ snapshot, now }) {
  if (snapshot === null) return html`<footer class="footer"></footer>`;
  return html`
    <footer class="footer">
      <span>tapedeck ${snapshot.version}</span>
      <span>up ${duration(now.value - snapshot.startedAt)}, since ${utc(snapshot.startedAt)}</span>
      <span>data in <code>${snapshot.dataFolder}</code></span>
      <span>config <code>${snapshot.configPath}</code></span>
      <span><a href="/api/snapshot">all of this as JSON</a></span>
    </footer>
  `;
}
