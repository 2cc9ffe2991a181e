/**
 * One batch of a series in flight to the journal: what comes meanwhile makes the next one. Rows linger for a
 * moment, so that a lively series costs a few syncs a second and not one per trade.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Cancel, Context, Outcome } from "../kernel/mod.ts";

export const LINGER_MS = 50;

export interface Committer<Row> {
  add(rows: Row[], evidence?: Evidence[]): void;
  /** To be called with the timer's message. */
  due(): void;
  /** To be called with the outcome's message; throws what the journal threw. Gives the rows that are on disk. */
  settled(outcome: Outcome<void>): Row[];
  /** Writes what still waits, when its stream ends. */
  drain(): Promise<void>;
  readonly waiting: number;
}

export function createCommitter<Row, M>(ctx: Context<M>, options: {
  append(rows: Row[], evidence: Evidence[]): Promise<void>;
  due: M;
  settled(outcome: Outcome<void>): M;
}): Committer<Row> {
  let rows: Row[] = [];
  let evidence: Evidence[] = [];
  let inFlight: Row[] | null = null;
  let timer: Cancel | null = null;

  function take(): { batch: Row[]; proof: Evidence[] } {
    const taken = { batch: rows, proof: evidence };
    rows = [];
    evidence = [];
    return taken;
  }

  function commit(): void {
    const { batch, proof } = take();
    inFlight = batch;
    ctx.run(() => options.append(batch, proof), options.settled);
  }

  function linger(): void {
    const nothing = rows.length === 0 && evidence.length === 0;
    if (!nothing && !inFlight && !timer) timer = ctx.after(LINGER_MS, options.due);
  }

  return {
    add(more, proof = []) {
      rows = rows.length === 0 ? more : rows.concat(more);
      if (proof.length) evidence = evidence.concat(proof);
      linger();
    },
    due() {
      timer = null;
      commit();
    },
    settled(outcome) {
      if (!outcome.ok) throw outcome.error;
      const written = inFlight!;
      inFlight = null;
      linger();
      return written;
    },
    async drain() {
      const { batch, proof } = take();
      if (batch.length || proof.length) await options.append(batch, proof);
    },
    get waiting() {
      return rows.length;
    },
  };
}
