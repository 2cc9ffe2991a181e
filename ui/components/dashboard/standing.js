// @ts-check
/**
 * What the recording rests on: the disk, the copies, and what runs next.
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../../lib/address.js"
 * @import { Session } from "../../lib/session.js"
 * @import { Snapshot } from "../../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { CopiesCard } from "./copies_card.js";
import { DiskCard } from "./disk_card.js";
import { NextRunsCard } from "./next_runs_card.js";

/** @param {{ snapshot: Snapshot, now: Signal<number>, address: Address, session: Signal<Session> }} props */
export function Standing({ snapshot, now, address, session }) {
  return html`
    <div class="standing">
      <${DiskCard} snapshot=${snapshot} address=${address} />
      <${CopiesCard} now=${now} address=${address} session=${session} />
      <${NextRunsCard} now=${now} address=${address} session=${session} />
    </div>
  `;
}
