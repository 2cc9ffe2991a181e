/**
 * What `/metrics` answers: counters of all that happened since the program began, and gauges of how it is now.
 * docs/prometheus/metrics.md names every one of them.
 */
import type { Snapshot } from "../../../schemas/snapshot.ts";
import type { Severity } from "../../../schemas/incidents.ts";
import type { Storage } from "../../../schemas/wire_storage.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { ActorStats } from "../../kernel/owner.ts";
import { createAdditions, type Happening } from "./additions.ts";
import { boardGauges, groupsOf } from "./board_gauges.ts";
import { createCounters } from "./counters.ts";
import { createClocks, exchangeGauges } from "./exchange_gauges.ts";
import { type Exposition, exposition } from "./exposition.ts";
import type { Family } from "./family.ts";
import { createWaiting, type JournalFile, journalGauges } from "./journal_gauges.ts";
import { createLags } from "./lags.ts";
import type { ProcessUse } from "./process_use.ts";
import * as program from "./program_gauges.ts";

export type { Happening } from "./additions.ts";
export type { Exposition } from "./exposition.ts";
export { type JournalFile, listJournal } from "./journal_gauges.ts";
export { type ProcessUse, processUse } from "./process_use.ts";

/** What is looked at when Prometheus asks. What is not given is not told: nothing is made up. */
export interface Look {
  /** `System.stats()`. */
  actors?: ActorStats[];
  /** `System.deadLetters()`. */
  deadLetters?: number;
  /** storage.min_free_gb, in bytes. */
  reserveBytes?: number;
  /** Of `listJournal`. */
  journal?: JournalFile[];
  storage?: Storage;
  openIncidents?: Array<{ severity: Severity }>;
  process?: ProcessUse;
}

export interface Metrics {
  /** Cheap: it is told of everything that happens. */
  witness(happening: Happening): void;
  /** All metrics as they are now. */
  text(snapshot: Snapshot, look?: Look): Promise<Exposition>;
}

export function createMetrics(clock: Clock): Metrics {
  const counters = createCounters();
  const additions = createAdditions();
  const [lags, clocks, waiting] = [createLags(), createClocks(), createWaiting()];
  let isConfigTaken = true;

  function families(snapshot: Snapshot, look: Look): Family[] {
    const now = clock.now();
    const groups = groupsOf(snapshot);
    const exchanges = snapshot.venues.map(({ exchange }) => exchange);
    return [
      ...program.programGauges(snapshot),
      program.configGauge(isConfigTaken),
      ...boardGauges(groups, { lags, now }),
      ...exchangeGauges(snapshot, { clocks, now }),
      ...counters.families({ series: groups.map(({ labels }) => labels), exchanges }),
      ...given(look.journal, (files) => journalGauges({ files, exchanges, waiting, now })),
      ...lookedAt(look),
    ];
  }

  return {
    witness(happening) {
      for (const addition of additions(happening)) counters.add(addition);
      for (const { witness } of [lags, clocks, waiting]) witness(happening);
      if (happening.type === "config-refused") isConfigTaken = false;
      if (happening.type === "config-taken") isConfigTaken = true;
    },
    text: (snapshot, look = {}) => exposition(families(snapshot, look)),
  };
}

function lookedAt(look: Look): Family[] {
  return [
    ...given(look.reserveBytes, (bytes) => [program.reserveGauge(bytes)]),
    ...given(look.openIncidents, (open) => [program.incidentGauge(open)]),
    ...given(look.actors, program.mailboxGauges),
    ...given(look.deadLetters, (count) => [program.deadLetterCounter(count)]),
    ...given(look.storage, program.syncGauges),
    ...given(look.process, program.processMetrics),
  ];
}

function given<T>(value: T | undefined, families: (value: T) => Family[]): Family[] {
  return value === undefined ? [] : families(value);
}
