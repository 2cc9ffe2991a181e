// @ts-check
/**
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../../lib/address.js"
 * @import { Session } from "../../lib/session.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { count } from "../../lib/format.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Mark } from "../mark.js";
import { Ago, Until } from "../time.js";
import { ActionButton } from "./action_button.js";
import { Card } from "./card.js";

const EVERY_MS = 10_000;
const SHOWN = 3;

/**
 * What is shown of a remote, see `GET /api/storage`.
 * @typedef {{
 *   remote: string, state?: "idle" | "syncing" | "retrying", last_success?: number | null, last_error?: string | null,
 *   next_sync?: number | null, progress?: { bytes: number, total_bytes: number } | null,
 * }} Remote
 */

/** @param {{ now: Signal<number>, address: Address, session: Signal<Session> }} props */
export function CopiesCard({ now, address, session }) {
  const asked = useAnswer(() => ask.get("/api/storage"), [], { everyMs: EVERY_MS });
  const remotes = /** @type {Remote[] | null} */ (asked.value?.remotes ?? null);
  const rest = { address, session, done: asked.reload };
  return html`
    <${Card} title="Copies" link=${{ href: "/storage", words: "Storage" }} address=${address}>
      ${asked.state === "failed" && remotes === null && html`<p class="standing-line">${asked.message}</p>`}
      ${remotes?.length === 0 && html`<${NoRemotes} address=${address} />`}
      ${remotes?.slice(0, SHOWN).map((remote) =>
        html`<${RemoteLine} key=${remote.remote} remote=${remote} now=${now} />`
      )}
      ${remotes !== null && remotes.length > SHOWN &&
        html`<p class="standing-line">and ${count(remotes.length - SHOWN)} more</p>`}
      ${remotes !== null && remotes.length > 0 &&
        html`
          <p>
            <${ActionButton} action=${{ type: "sync" }} about="to every remote" ...${rest} />
          </p>
        `}
    <//>
  `;
}

/** @param {{ address: Address }} props */
function NoRemotes({ address }) {
  return html`
    <p class="standing-state"><${Mark} tone="off" />On this disk only</p>
    <p class="standing-line">
      No remote is configured. <a href="/config" onClick=${address
        .follow}>Add one under storage.remotes</a>, so that a
      broken disk does not take everything.
    </p>
  `;
}

/** @param {{ remote: Remote, now: Signal<number> }} props */
function RemoteLine({ remote, now }) {
  const { words, tone } = remoteState(remote, now);
  return html`
    <div class="remote">
      <p class="standing-state"><${Mark} tone=${tone} /><code>${remote.remote}</code></p>
      <p class="standing-line">${words}</p>
    </div>
  `;
}

/**
 * @param {Remote} remote
 * @param {Signal<number>} now
 * @returns {{ words: unknown, tone: import("../../lib/series.js").Tone }}
 */
function remoteState({ state, last_success, last_error, next_sync, progress }, now) {
  const last = last_success == null
    ? "Not in step so far"
    : html`Last in step <${Ago} at=${last_success * 1000} now=${now} />`;
  const next = next_sync == null ? "" : html`, next sync <${Until} at=${next_sync * 1000} now=${now} />`;
  if (state === "syncing") {
    const share = progress && progress.total_bytes > 0
      ? Math.floor(100 * progress.bytes / progress.total_bytes)
      : null;
    return { tone: "busy", words: html`Syncing${share !== null && `, ${share} %`}. ${last}.` };
  }
  if (state === "retrying") {
    const fault = (last_error ?? "The last sync failed").replace(/\.$/, "");
    return { tone: "warn", words: html`${fault}. ${last}${next}.` };
  }
  return { tone: last_success == null ? "calm" : "good", words: html`${last}${next}.` };
}
