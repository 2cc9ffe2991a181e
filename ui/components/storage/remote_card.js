// @ts-check
/**
 * @import { Signal } from "@preact/signals"
 * @import { Tone } from "../../lib/series.js"
 * @import { Remote } from "./use_storage.js"
 */
import { html } from "htm/preact";
import { count, counted, duration, megabytes } from "../../lib/format.js";
import { Mark } from "../mark.js";
import { Ago, Until, Utc } from "../time.js";

/** @param {{ remote: Remote, now: Signal<number> }} props */
export function RemoteCard({ remote, now }) {
  const { words, tone } = stateOf(remote);
  const { last_success: last, next_sync: next, last_error: error } = remote;
  const at = last == null ? null : last * 1000;
  return html`
    <article class="card store-card remote-card" aria-label=${remote.remote}>
      <header>
        <h3><code>${remote.remote}</code></h3>
        <p class="standing-state"><${Mark} tone=${tone} />${words}</p>
      </header>
      ${remote.progress && html`<${Progress} name=${remote.remote} progress=${remote.progress} />`}
      ${error && html`<p class="fault">${error}</p>`}
      <dl class="store-parts">
        <div>
          <dt>Last in step</dt>
          <dd>${at === null ? "not so far" : html`
            <${Ago} at=${at} now=${now} />
            ${" "}<${Utc} at=${at} now=${now} />
          `}</dd>
        </div>
        <div>
          <dt>Next sync</dt>
          <dd>${next == null ? nextWords(remote) : html`<${Until} at=${next * 1000} now=${now} />`}</dd>
        </div>
        <div><dt>Holds</dt><dd>${holding(remote)}</dd></div>
        <div><dt>Checked</dt><dd>${checking(remote)}</dd></div>
        ${(remote.purged_files ?? 0) > 0 &&
          html`
            <div>
              <dt>Only there</dt>
              <dd>${amount(remote.purged_files, remote.purged_bytes)}</dd>
            </div>
          `}
      </dl>
    </article>
  `;
}

/** @param {Remote} remote @returns {{ words: string, tone: Tone }} */
function stateOf({ state, last_success, last_error }) {
  if (state === "syncing") return { words: "Syncing", tone: "busy" };
  if (state === "retrying") return { words: "Failed, is tried again", tone: "warn" };
  if (last_error) return { words: "The last sync failed", tone: "warn" };
  return last_success == null
    ? { words: "Not synced yet", tone: "calm" }
    : { words: "In step", tone: "good" };
}

/** @param {Remote} remote */
function nextWords({ state }) {
  return state === "syncing" ? "goes on now" : "when you ask for it";
}

/** @param {number} [files] @param {number} [bytes] */
export function amount(files = 0, bytes = 0) {
  return `${counted(files, "file")}, ${megabytes(bytes)}`;
}

/** @param {Remote} remote */
function holding({ files, bytes }) {
  if (files === undefined) return "not known";
  return files === 0 ? "nothing yet" : amount(files, bytes);
}

/** @param {Remote} remote */
function checking({ files = 0, files_checked_by_hash: byHash = 0, files_checked_by_size: bySize = 0 }) {
  if (files === 0) return "nothing yet";
  if (bySize === 0) return "all by their hashes";
  const alone = `${count(bySize)} by size alone`;
  return byHash === 0
    ? html`${alone} <small>it gives no hashes</small>`
    : `${count(byHash)} by their hashes, ${alone}`;
}

/** @param {{ name: string, progress: NonNullable<Remote["progress"]> }} props */
export function Progress({ name, progress: { files, total_files, bytes, total_bytes, bytes_per_second } }) {
  const left = bytes_per_second ? duration((total_bytes - bytes) / bytes_per_second * 1000) : null;
  const speed = bytes_per_second ? `, ${megabytes(bytes_per_second)} a second, ${left} left` : "";
  return html`
    <div>
      <progress aria-label=${`How far ${name} is`} max=${Math.max(1, total_bytes)} value=${bytes}></progress>
      <p class="calm">
        ${count(files)} of ${counted(total_files, "file")}, ${megabytes(bytes)} of ${megabytes(
          total_bytes,
        )}${speed}
      </p>
    </div>
  `;
}
