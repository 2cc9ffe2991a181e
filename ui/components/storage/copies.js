// @ts-check
/**
 * The remotes: how far each is in step, what it holds and how that was checked; and a sync at once.
 * @import { StoragePage } from "./page.js"
 * @import { Copies as CopiesView } from "./use_storage.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { duration } from "../../lib/format.js";
import { Button } from "../button.js";
import { Mark } from "../mark.js";
import { Empty } from "../states.js";
import { say } from "../toast.js";
import { RemoteCard } from "./remote_card.js";

/** @param {{ copies: CopiesView, page: StoragePage }} props */
export function Copies({ copies, page }) {
  const { remotes } = copies;
  async function sync() {
    const answer = await ask.post("/api/storage/sync");
    if (answer.ok) say("The sync has begun.");
    else say(answer.message, { tone: "bad" });
    page.reload();
  }
  const isSyncing = remotes.length > 0 && remotes.every(({ state }) => state === "syncing");
  return html`
    <section aria-labelledby="copies-title">
      <div class="section-head">
        <h2 id="copies-title">Copies</h2>
        <p class="calm">${remotes.length > 0 && rhythm(copies)}</p>
        ${remotes.length > 0 &&
          html`<${Button} class="at-end" busy=${isSyncing} off=${page.off} onClick=${sync}>${
            isSyncing ? "Syncing…" : "Sync now"
          }<//>`}
      </div>
      ${remotes.length > 0 && !copies.rclone_available && html`<${NoRclone} />`}
      ${remotes.length === 0 ? html`<${NoRemotes} page=${page} />` : html`
        <div class="remote-cards">
          ${remotes.map((remote) =>
            html`<${RemoteCard} key=${remote.remote} remote=${remote} now=${page.live.now} />`
          )}
        </div>
      `}
    </section>
  `;
}

/** @param {CopiesView} copies */
function rhythm({ sync_interval, remotes }) {
  const whom = remotes.length === 1 ? "the remote" : "every remote";
  return sync_interval === 0
    ? "By itself nothing is synced: storage.sync_interval is 0."
    : `New files go to ${whom} every ${sync_interval === 3_600 ? "hour" : duration(sync_interval * 1000)}.`;
}

function NoRclone() {
  return html`
    <p class="notice standing-state">
      <${Mark} tone="bad" />
      <span>
        <strong>rclone is not installed, so nothing is copied.</strong> Install it on the machine that records; the
        next sync finds it.
      </span>
    </p>
  `;
}

/** @param {{ page: StoragePage }} props */
function NoRemotes({ page: { address } }) {
  return html`
    <${Empty} title="The data is on this disk only.">
      A disk that breaks takes all of it. <a href="/config" onClick=${address.follow}>Add a remote under
      storage.remotes</a>: any that rclone's config has, be it a bucket or another disk.
    <//>
  `;
}
