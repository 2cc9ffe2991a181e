/**
 * Rows acknowledged by the journal, against plain loops of write and fdatasync of the same bytes: one that awaits
 * the sync, as the journal must to leave its isolate to the sockets, and one that blocks for it.
 */
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
    return {
      ts,
      tsRecv: ts + 20_411,
      id: String(3e9 + i),
      firstId: 4e9 + 2 * i,
      lastId: 4e9 + 2 * i + 1,
      price,
      amount,
      side,
    };
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

async function writePlainly(
  bytes: Uint8Array,
  appends: number,
  sync: (file: Deno.FsFile) => void | Promise<void>,
) {
  const path = `${root}/plain`;
  using file = Deno.openSync(path, { createNew: true, append: true });
  for (let n = 0; n < appends; n++) {
    file.writeSync(bytes);
    await sync(file);
  }
  Deno.removeSync(path);
}

for (const size of [1, 100, 1_000]) {
  const [rows, appends] = [trades(size), APPENDS[size]];
  const bytes = crypto.getRandomValues(new Uint8Array(Math.round(await appendAll(rows, 100))));
  const measureRows = (name: string, run: () => Promise<unknown>) =>
    measure(name, () => run().then(() => appends * size), { runs: 5, warmup: 1 });
  const blocking = await measureRows(
    "blocking",
    () => writePlainly(bytes, appends, (file) => file.syncDataSync()),
  );
  const plain = await measureRows("awaiting", () => writePlainly(bytes, appends, (file) => file.syncData()));
  const journal = await measureRows(`journal, batches of ${size}`, () => appendAll(rows, appends));
  const ratioTo = ({ perSecond }: typeof plain) => (journal.perSecond / perSecond).toFixed(2);
  console.log(line(
    journal,
    `${(bytes.length / size).toFixed(0)} B/row`,
    `plain loop ${rate(plain.perSecond)}`,
    `ratio ${ratioTo(plain)} (goal ${GOAL_RATIO})`,
    `blocking loop ${rate(blocking.perSecond)}, ratio ${ratioTo(blocking)}`,
  ));
}
Deno.removeSync(root, { recursive: true });
