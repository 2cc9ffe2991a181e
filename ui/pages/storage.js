// @ts-check
/**
 * Where the data lies: how much of the disk it takes and until when that lasts, what takes it, and which copies there
 * are. Files leave the disk and come back from here.
 * @import { Signal } from "@preact/signals"
 * @import { StorageUsage } from "../../schemas/wire_archive.ts"
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Session } from "../lib/session.js"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 * @import { StoragePage } from "../components/storage/page.js"
 * @import { Copies as CopiesView } from "../components/storage/use_storage.js"
 */
import { html } from "htm/preact";
import { Shown } from "../components/states.js";
import { Copies } from "../components/storage/copies.js";
import { DiskCard, ownBytes } from "../components/storage/disk_card.js";
import { GrowthCard } from "../components/storage/growth_card.js";
import { Proof } from "../components/storage/proof.js";
import { Purge } from "../components/storage/purge.js";
import { Restores } from "../components/storage/restores.js";
import { UsageTable } from "../components/storage/usage_table.js";
import { useCopies, useUsage } from "../components/storage/use_storage.js";
import { counted, megabytes } from "../lib/format.js";
import { whyReadOnly } from "../lib/session.js";

/** @param {{ live: Live, address: Address, snapshot: Snapshot, session: Signal<Session> }} props */
export function Storage({ live, address, snapshot, session }) {
  const usage = useUsage();
  const copies = useCopies();
  /** @type {StoragePage} */
  const page = { live, address, snapshot, off: whyReadOnly(session), reload: copies.reload };
  return html`
    <div class="page-head">
      <h1>Storage</h1>
      <p role="status">${usage.value && totals(usage.value)}</p>
    </div>
    <${Shown} asked=${usage} what="the disk">
      ${(/** @type {StorageUsage} */ usage) =>
        html`
          <div class="store-pair">
            <${DiskCard} usage=${usage} snapshot=${snapshot} />
            <${GrowthCard} usage=${usage} />
          </div>
          <${UsageTable} groups=${usage.groups} address=${address} />
        `}
    <//>
    <${Shown} asked=${copies} what="the copies">
      ${(/** @type {CopiesView} */ copies) =>
        html`
          <${Copies} copies=${copies} page=${page} />
          <div class="store-pair">
            <${Purge} copies=${copies} page=${page} />
            <${Restores} copies=${copies} page=${page} />
          </div>
        `}
    <//>
    <${Proof} page=${page} />
  `;
}

/** @param {StorageUsage} usage */
function totals(usage) {
  const files = usage.groups.reduce((sum, group) => sum + group.files, 0);
  return `${megabytes(ownBytes(usage))} of data in ${counted(files, "file")}.`;
}
