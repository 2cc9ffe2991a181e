import type { ArchiveFact } from "../../schemas/facts.ts";
import type { Clock } from "../kernel/mod.ts";
import type { Disk } from "./disk.ts";
import { type Ledgers, openLedgers } from "./ledgers.ts";
import { summarise } from "./summary.ts";

/** What the steps of the archive's work share. */
export interface Archive {
  disk: Disk;
  clock: Clock;
  ledgers: Ledgers;
  tell(fact: ArchiveFact): void;
  /** Tells the new summary of a series. */
  changed(key: string): void;
}

export function openArchive(
  { disk, clock, tell }: Pick<Archive, "disk" | "clock" | "tell">,
): Archive {
  const ledgers = openLedgers(disk);
  const changed = (key: string) => {
    const at = clock.now();
    tell({ type: "series-changed", summary: summarise(ledgers.of(key), at * 1000), at });
  };
  return { disk, clock, ledgers, tell, changed };
}
