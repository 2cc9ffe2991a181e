// @ts-check
/**
 * @import { Address } from "../../lib/address.js"
 * @import { Snapshot } from "../../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { useAnswer } from "../../lib/use_answer.js";
import { DiskState } from "../disk_state.js";
import { Card } from "./card.js";

const EVERY_MS = 60_000;

/** @param {{ snapshot: Snapshot, address: Address }} props */
export function DiskCard({ snapshot, address }) {
  const usage = useAnswer(() => ask.get("/api/storage/usage"), [], { everyMs: EVERY_MS });
  return html`
    <${Card} title="Disk" link=${{ href: "/storage", words: "Storage" }} address=${address}>
      <${DiskState} disk=${snapshot.disk} usage=${usage.value} now=${snapshot.now} />
      <//>
  `;
}
