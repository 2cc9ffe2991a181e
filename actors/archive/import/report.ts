/** What an import did, and what it does not prove. Plain data: `--json` prints it as it is. */
import { addTakings, newTakings, type Takings } from "./takings.ts";

export interface SourceReport extends Takings {
  /** A file of the folder; of another tapedeck's, a period: `binance/trades/BTC-USDT/2024-03-05`. */
  source: string;
  /** The series that its rows belong to; null where that could not be told. */
  key: string | null;
  /** `known`: it was imported before, and was not read again. */
  outcome: "taken" | "known" | "refused";
  /** Why it was refused. */
  reason?: string;
  /** What else a person should know of it, a sentence each. */
  notes: string[];
}

export interface SeriesTotals extends Takings {
  key: string;
  sources: number;
}

export interface ImportReport {
  from: string;
  into: string;
  kind: "dccd" | "tapedeck";
  isDryRun: boolean;
  sources: SourceReport[];
  series: SeriesTotals[];
  /** Of this archive's folder, found while it was brought into order. */
  problems: string[];
  /** What nobody may take the import for, a sentence each. */
  unproven: string[];
}

/** A source that was imported before; counts are those of then. */
export const knownBefore = (source: string, key: string, takings: Takings): SourceReport => ({
  ...takings,
  taken: 0,
  known: takings.taken + takings.known,
  source,
  key,
  outcome: "known",
  notes: [],
});

export const refused = (source: string, key: string | null, error: unknown): SourceReport => ({
  ...newTakings(),
  source,
  key,
  outcome: "refused",
  reason: error instanceof Error ? error.message : String(error),
  notes: [],
});

export function totalsOf(sources: SourceReport[]): SeriesTotals[] {
  const totals = new Map<string, SeriesTotals>();
  for (const { key, ...source } of sources) {
    if (key === null) continue;
    const total = totals.get(key) ?? { key, sources: 0, ...newTakings() };
    totals.set(key, total);
    total.sources++;
    addTakings(total, source);
  }
  return [...totals.values()].sort((a, b) => a.key < b.key ? -1 : 1);
}

/** Was everything taken, or known already? */
export const isWhole = ({ sources }: ImportReport): boolean =>
  sources.every(({ outcome, refused }) => outcome === "known" || (outcome === "taken" && refused === 0));
