/** A made-up tape for the benches: one market's trades of a UTC day, the same at every run. */
import { type Columns, emptyColumns, numbers } from "../actors/archive/columns.ts";
import { type Random, seededRandom } from "../actors/kernel/mod.ts";

/** 2024-03-05 00:00 UTC, µs. */
export const DAY_US = Date.UTC(2024, 2, 5) * 1000;
const LENGTH_US = 86_400e6;
const TICKS_PER_UNIT = 100;
const LOTS_PER_UNIT = 100_000;

/**
 * Columns of `rows` trades spread over the day, `pieceRows` at a time: times in bursts (a third of the trades
 * share theirs with the one before), a price that walks by ticks, amounts that are mostly small and often round,
 * takers that come in runs, serial ids, and aggregates of one to three trades.
 */
export function* dayOfTrades(rows: number, pieceRows: number): Generator<Columns> {
  const next = tradeMaker(rows);
  for (let from = 0; from < rows; from += pieceRows) {
    const columns = emptyColumns("trades", Math.min(pieceRows, rows - from));
    const fill = next(columns);
    for (let row = 0; row < columns.length; row++) fill(row);
    yield columns;
  }
}

function tradeMaker(rows: number): (columns: Columns) => (row: number) => void {
  const random = seededRandom(7);
  const meanGapUs = LENGTH_US / rows * 0.98 * 1.5;
  let [ts, ticks, side, id, rawId] = [DAY_US, 42_000 * TICKS_PER_UNIT, 0, 3e9, 5e9];
  return (columns) => {
    const of = (name: string) => numbers(columns, name);
    const [tsOf, recv, ids, first, last] = ["ts", "ts_recv", "id", "first_id", "last_id"].map(of);
    const [price, amount, sides] = ["price", "amount", "side"].map(of);
    return (row) => {
      if (random() > 1 / 3) ts += 1 + Math.floor(-Math.log(1 - random()) * meanGapUs);
      if (random() < 0.3) side = 1 - side;
      if (random() < 0.5) ticks += Math.round((random() + random() + random() - 1.5) * 8);
      [tsOf[row], recv[row]] = [ts, ts + 4_000 + Math.floor(random() * random() * 9_000)];
      [ids[row], first[row], last[row]] = [id++, rawId, rawId += Math.floor(random() * random() * 3)];
      rawId++;
      [price[row], amount[row], sides[row]] = [ticks / TICKS_PER_UNIT, lots(random) / LOTS_PER_UNIT, side];
    };
  };
}

function lots(random: Random): number {
  const size = Math.ceil(random() ** 4 * 200_000);
  return random() < 0.4 ? Math.ceil(size / 100) * 100 : size;
}
