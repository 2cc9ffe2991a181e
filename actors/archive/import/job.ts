import type { Archive } from "../archive.ts";
import type { Origin } from "./foreign_parquet.ts";
import type { ImportLog } from "./import_log.ts";
import { CannotWrite, type Intake } from "./intake.ts";
import { ReaderTrap } from "../wasm_reads.ts";
import type { VenueRules } from "./venue_rules.ts";

/** What the steps of an import share. */
export interface ImportJob {
  origin: Origin;
  rules: VenueRules;
  /** To compare with; written to through the intake alone. */
  archive: Archive;
  /** null: nothing is to be written. */
  intake: Intake | null;
  log: ImportLog;
  /** Sources that were imported are read again. */
  again: boolean;
  /** Candles that were filled forward are taken, too. */
  keepFilled: boolean;
  wants(exchange: string): boolean;
  /** Told before each source: its name, its place among all of them. */
  progress(source: string, nth: number, of: number): void;
}

/** A panic inside of the Parquet reader leaves it in a state that nobody knows: no file may be read or written after it. */
export class ReaderBroke extends Error {}

/** Throws the errors after which nothing more can be taken: what cannot be written, and a broken reader. */
export function rethrowFatal({ intake }: ImportJob, error: unknown, source: string): void {
  if (error instanceof CannotWrite) throw error;
  const isPanic = error instanceof ReaderTrap || error instanceof WebAssembly.RuntimeError;
  if (!isPanic || !intake) return;
  throw new ReaderBroke(
    `Cannot go on after "${source}": reading it broke the Parquet reader (${error.message}); move that file ` +
      "away and import again: what was taken until now is safe, and --dry-run names all such files",
    { cause: error },
  );
}
