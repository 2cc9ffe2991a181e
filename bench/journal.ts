/** Rows acknowledged by the journal, against a plain loop of write and fdatasync of the same bytes. */
import { openJournal } from "../actors/archive/journal.ts";
import { openRealDisk } from "../actors/archive/real_disk.ts";
import { realClock } from "../actors/kernel/mod.ts";
import type { Trade } from "../schemas/market.ts";
import { line, measure, rate } from "./measure.ts";

const GOAL_RATIO = 0.8;
const APPENDS: Record<number, number> = { 1: 2_000, 100: 1_000, 1_000: 400 };
const root = Deno.makeTempDirSync({ prefix: "tapedeck-bench-" });

function trades(count: number): Trade[] {
  return Array.from({ length: count }, (_, i) => {
    const ts = 1_709_596_800_000_000 + i * 1_733;
    const [price, amount] = [42_000 + (i * 7 % 300) / 10, (i * 13 % 700 + 1) / 10_000];
    const side = i % 3 ? "buy" : "sell";
    return { ts, tsRecv: ts + 20_411, id: String(3e9 + i), firstId: 4e9 + 2 * i, lastId: 4e9 + 2 * i + 1, price, amount, side };
  });
}

let epoch = 0;

/** Returns how many bytes an append took. */
async function appendAll(rows: Trade[], appends: number): Promise<number> {
  const disk = openRealDisk(root);
  const options = { exchange: "bench", epoch: ++epoch, clock: realClock(), tradeIds: "serial" as const };
  let path = "";
  const journal = openJournal({ ...options, disk, rollBytes: Infinity, onClosed: (closed) => path = closed });
  const batch = { key: "bench/trades/BTC-USDT", rows: { type: "trades" as const, rows } };
  for (let n = 0; n < appends; n++) await journal.append(batch);
  await journal.close();
  const bytes = disk.size(path)! / appends;
  disk.remove(path);
  return bytes;
}

function writePlainly(bytes: Uint8Array, appends: number): void {
  const path = `${root}/plain`;
  using file = Deno.openSync(path, { createNew: true, append: true });
  for (let n = 0; n < appends; n++) {
    file.writeSync(bytes);
    file.syncDataSync();
  }
  Deno.removeSync(path);
}

for (const size of [1, 100, 1_000]) {
  const [rows, appends] = [trades(size), APPENDS[size]];
  const bytes = crypto.getRandomValues(new Uint8Array(Math.round(await appendAll(rows, 10))));
  const options = { runs: 5, warmup: 1 };
  const plain = await measure("plain", () => (writePlainly(bytes, appends), appends * size), options);
  const journal = await measure(
    `journal, batches of ${size.toLocaleString("en")}`,
    () => appendAll(rows, appends).then(() => appends * size),
    options,
  );
  const ratio = journal.perSecond / plain.perSecond;
  const notes = [`plain write and fdatasync ${rate(plain.perSecond)}`, `${(bytes.length / size).toFixed(0)} B/row`];
  console.log(line(journal, ...notes, `ratio ${ratio.toFixed(2)} (goal ${GOAL_RATIO})`));
}
Deno.removeSync(root, { recursive: true });
