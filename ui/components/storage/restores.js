// @ts-check
/**
 * What is brought back from a remote: under way, and the last ones that ended. `?restore=1` opens the dialog for more,
 * `?restore={key}` that for a series.
 * @import { Tone } from "../../lib/series.js"
 * @import { RestoreRecord } from "../../../schemas/wire_storage.ts"
 * @import { Copies } from "./use_storage.js"
 * @import { StoragePage } from "./page.js"
 */
import { html } from "htm/preact";
import { counted } from "../../lib/format.js";
import { seriesPath } from "../../lib/series_path.js";
import { Button } from "../button.js";
import { later } from "../later.js";
import { Mark } from "../mark.js";
import { Ago, Utc } from "../time.js";
import { amount, Progress } from "./remote_card.js";
import { isUnderWay } from "./use_storage.js";

const RestoreDialog = later(async () => (await import("./restore_dialog.js")).RestoreDialog);

/** @param {{ copies: Copies, page: StoragePage }} props */
export function Restores({ copies, page }) {
  const { restores = [], awaited_files: awaited = 0, remotes } = copies;
  const wanted = page.address.get("restore");
  const hasMoved = remotes.some(({ purged_files = 0 }) => purged_files > 0);
  return html`
    <section class="card store-card" aria-labelledby="restore-title">
      <header class="section-line">
        <h2 id="restore-title">Brought back</h2>
        ${remotes.length > 0 &&
          html`<${Button} off=${page.off} onPointerEnter=${RestoreDialog.fetch} onClick=${() =>
            page.address.set({ restore: "1" })}>Bring files back…<//>`}
      </header>
      ${restores.length === 0 && html`
        <p class="calm">
          ${hasMoved
            ? "Files that only a remote has are brought back from here, to be read on this disk again."
            : "Every file on record is on this disk."}
        </p>
      `}
      ${awaited > 0 && html`
        <p class="calm">
          Rows came late for ${counted(
            awaited,
            "file",
          )} that only a remote has: brought back after the next sync.
        </p>
      `}
      <ul class="restores">
        ${restores.map((restore) =>
          html`<${RestoreLine} key=${restore.id} restore=${restore} page=${page} />`
        )}
      </ul>
      ${wanted !== "" && remotes.length > 0 &&
        html`<${RestoreDialog} series=${wanted === "1" ? "" : wanted} page=${page} />`}
    </section>
  `;
}

/** @type {Record<RestoreRecord["state"], { word: string, tone: Tone }>} */
const STATES = {
  waiting: { word: "Waits its turn", tone: "calm" },
  running: { word: "On its way", tone: "busy" },
  done: { word: "Is back", tone: "good" },
  failed: { word: "Failed", tone: "bad" },
};

/** @param {{ restore: RestoreRecord, page: StoragePage }} props */
function RestoreLine({ restore, page: { live: { now }, address } }) {
  const { series, state, why, error, finished_at, started_at } = restore;
  const { word, tone } = STATES[state];
  const at = (finished_at ?? started_at) * 1000;
  return html`
    <li>
      <p class="standing-state">
        <${Mark} tone=${tone} />
        <span>
          <a href=${seriesPath(series)} onClick=${address.follow}>${series}</a> ${word
            .toLowerCase()}${why === "late" && html`<small>, since rows of its time came late</small>`}
        </span>
      </p>
      ${isUnderWay(restore) ? html`<${Progress} name=${series} progress=${restore} />` : html`
        <p class="calm">
          ${amount(
            restore.files,
            restore.bytes,
          )}, <${Ago} at=${at} now=${now} /> <${Utc} at=${at} now=${now} />
        </p>
      `}
      ${error && html`<p class="fault">${error}</p>`}
    </li>
  `;
}
