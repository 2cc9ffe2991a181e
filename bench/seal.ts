/** Rows sealed a second, from journal segment to Parquet part, against parquet-wasm alone; and bytes a row. */
import * as parquet from "parquet-wasm";
import { openArchive } from "../actors/archive/archive.ts";
import { toIpc } from "../actors/archive/arrow.ts";
import { type Columns, join } from "../actors/archive/columns.ts";
import { openJournal } from "../actors/archive/journal.ts";
import { GROUP_ROWS, noteFor, writerProperties } from "../actors/archive/parquet.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { toColumns } from "../actors/archive/rows.ts";
import { sealAll } from "../actors/archive/seal.ts";
import { realClock, seededRandom } from "../actors/kernel/mod.ts";
import type { Trade } from "../schemas/market.ts";
import { line, median, rate, spread } from "./measure.ts";

const ROWS = 500_000;
const KEY = "bench/trades/BTC-USDT";
const root = Deno.makeTempDirSync({ prefix: "tapedeck-bench-" });
const disk = openRealDisk(root);
const archive = openArchive({ disk, clock: realClock(), epoch: 1, tell() {} });

/** A walk of prices in ticks, amounts that are mostly small, ids that count. */
function trades(count: number): Trade[] {
  const random = seededRandom(7);
  let [ts, price] = [1_709_596_800_000_000, 42_000];
  return Array.from({ length: count }, (_, i) => {
    ts += Math.floor(random() * 100_000);
    price = Math.round((price + random() * 2 - 1) * 100) / 100;
    const amount = Math.ceil(random() * random() * 10_000) / 10_000;
    const side = random() < 0.5 ? "buy" : "sell";
    const [firstId, lastId] = [4e9 + 2 * i, 4e9 + 2 * i + 1];
    return {
      ts,
      tsRecv: ts + 20_000 + Math.floor(random() * 3_000),
      id: String(3e9 + i),
      firstId,
      lastId,
      price,
      amount,
      side,
    };
  });
}

let epoch = 1;

/** Journals all rows as one segment, with ids that no run before it had. */
async function journalAll(rows: Trade[]): Promise<void> {
  const options = { exchange: "bench", epoch: ++epoch, clock: realClock(), tradeIds: "serial" as const };
  const journal = openJournal({ ...options, disk, rollBytes: Infinity, onClosed() {} });
  for (let at = 0; at < rows.length; at += 1_000) {
    const batch = rows.slice(at, at + 1_000).map((row) => ({
      ...row,
      id: String(epoch * 1e10 + Number(row.id)),
    }));
    await journal.append({ key: KEY, rows: { type: "trades", rows: batch } });
  }
  await journal.close();
}

/** What no way of sealing can do without: the same columns, a row group at a time, through parquet-wasm. */
function writeOnly(columns: Columns): void {
  for (let from = 0; from < columns.length; from += GROUP_ROWS) {
    const group = join("trades", [{ columns, from, to: Math.min(from + GROUP_ROWS, columns.length) }]);
    parquet.writeParquet(
      parquet.Table.fromIPCStream(toIpc(group)),
      writerProperties(noteFor(KEY, { inputs: [] })),
    );
  }
}

/** Rates of sealing and of writing alone, in turns. */
async function measureBoth(runs: number): Promise<{ seal: number[]; write: number[] }> {
  const rows = trades(ROWS);
  const columns = toColumns({ type: "trades", rows });
  const rates = { seal: [] as number[], write: [] as number[] };
  for (let run = -1; run < runs; run++) {
    await journalAll(rows);
    const startedMs = performance.now();
    await sealAll(archive, "bench", () => true);
    const sealedMs = performance.now();
    writeOnly(columns);
    if (run < 0) continue;
    rates.seal.push(ROWS / (sealedMs - startedMs) * 1000);
    rates.write.push(ROWS / (performance.now() - sealedMs) * 1000);
  }
  return rates;
}

const rates = await measureBoth(5);
const files = [...archive.ledgers.of(KEY).files.values()];
const sum = (field: "bytes" | "rows") => files.reduce((sum, file) => sum + file[field], 0);
const seal = { name: "seal", perSecond: median(rates.seal), spread: spread(rates.seal) };
const write = median(rates.write);
console.log(line(
  seal,
  `parquet-wasm alone ${rate(write)}`,
  `ratio ${(seal.perSecond / write).toFixed(2)}`,
  `${(sum("bytes") / sum("rows")).toFixed(2)} B/row of 8 columns`,
));
Deno.removeSync(root, { recursive: true });
