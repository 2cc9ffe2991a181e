/**
 * One batch of a series in flight to the journal; what comes meanwhile waits where it is bounded, and makes the
 * next one. Rows linger for a moment, so that a lively series costs a few syncs a second and not one per trade.
 */
import type { Evidence } from "../../schemas/evidence.ts";
import type { Cancel, Context, Outcome } from "../kernel/mod.ts";

export const LINGER_MS = 50;

export interface CommitterOptions<Row, M> {
  append(rows: Row[], evidence: Evidence[]): Promise<void>;
  /** Adds what waits elsewhere; called right before a batch goes. */
  refill(): void;
  /** Whether `refill` would add anything. */
  hasMore(): boolean;
  due: M;
  settled(outcome: Outcome<void>): M;
}

export interface Committer<Row> {
  add(rows: Row[], evidence?: Evidence[]): void;
  /** To be called when something waits to be refilled. */
  wake(): void;
  /** To be called with the timer's message. */
  due(): void;
  /** To be called with the outcome's message; throws what the journal threw. Gives the rows that are on disk. */
  settled(outcome: Outcome<void>): Row[];
  /** Writes what still waits, when its stream ends. Gives those rows. */
  drain(): Promise<Row[]>;
  /** Rows added that are not in flight yet. */
  readonly waiting: number;
}

export function createCommitter<Row, M>(ctx: Context<M>, options: CommitterOptions<Row, M>): Committer<Row> {
  let rows: Row[] = [];
  let evidence: Evidence[] = [];
  let inFlight: Row[] | null = null;
  let timer: Cancel | null = null;

  const isEmpty = () => rows.length === 0 && evidence.length === 0;

  function take(): { batch: Row[]; proof: Evidence[] } {
    const taken = { batch: rows, proof: evidence };
    rows = [];
    evidence = [];
    return taken;
  }

  function wake(): void {
    if (!inFlight && !timer) timer = ctx.after(LINGER_MS, options.due);
  }

  function due(): void {
    options.refill();
    timer?.();
    timer = null;
    if (isEmpty()) return;
    const { batch, proof } = take();
    inFlight = batch;
    ctx.run(() => options.append(batch, proof), options.settled);
  }

  return {
    add(more, proof = []) {
      if (more.length) rows = rows.length === 0 ? more : rows.concat(more);
      if (proof.length) evidence = evidence.concat(proof);
      if (!isEmpty()) wake();
    },
    wake,
    due,
    settled(outcome) {
      if (!outcome.ok) throw outcome.error;
      const written = inFlight!;
      inFlight = null;
      if (!isEmpty() || options.hasMore()) wake();
      return written;
    },
    async drain() {
      options.refill();
      const { batch, proof } = take();
      if (batch.length || proof.length) await options.append(batch, proof);
      return batch;
    },
    get waiting() {
      return rows.length;
    },
  };
}
