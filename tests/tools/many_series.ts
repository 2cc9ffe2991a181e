/**
 * Fills a folder with many series of ten days each: for measuring what reads ledgers and footers.
 * `deno run -A --config tests/deno.json tests/tools/many_series.ts FOLDER 5000`
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { formatLine } from "../../actors/archive/ledger.ts";
import { coveragePath, dayName, periodPath } from "../../actors/archive/layout.ts";
import { openRealDisk } from "../../actors/archive/real_disk.ts";
import type { Evidence } from "../../schemas/evidence.ts";
import { DAY_US, HOUR_US, ofTrades, rigOn, trade } from "../archive/samples.ts";
import { plant } from "../archive/verify/support.ts";

const DAYS = 10;
const ROWS = 1000;
const keyOf = (n: number) => `x${String(n).padStart(4, "0")}/trades/BTC-USDT`;

interface Template {
  bytes: Uint8Array;
  line: Evidence & { kind: "file" };
}

/** The days of series 0, of which those of the others are copies with another name inside. */
async function templates(root: string): Promise<Template[]> {
  const rig = rigOn(openRealDisk(root));
  const key = keyOf(0);
  const made: Template[] = [];
  for (let day = 0; day < DAYS; day++) {
    const beginUs = DAY_US + day * 24 * HOUR_US;
    const rows = Array.from({ length: ROWS }, (_, i) => trade(day * ROWS + i, beginUs + i * 80e6));
    const path = periodPath(key, dayName(beginUs));
    await plant(rig, path, ofTrades(rows));
    const line = rig.archive.ledgers.of(key).files.get(path)!;
    made.push({ bytes: Deno.readFileSync(`${root}/${path}`), line });
  }
  return made;
}

function writeSeries(root: string, key: string, days: Template[]): void {
  Deno.mkdirSync(`${root}/${key}`, { recursive: true });
  const evidence = days.flatMap(({ bytes, line }): Evidence[] => {
    const renamed = rename(bytes, keyOf(0), key);
    const path = line.path.replace(keyOf(0), key);
    Deno.writeFileSync(`${root}/${path}`, renamed);
    const sha256 = createHash("sha256").update(renamed).digest("hex");
    const ids = { firstId: line.firstId!, lastId: line.lastId! };
    const run: Evidence = { kind: "ids", from: line.from, to: line.to - 1, ...ids };
    return [run, { ...line, path, sha256 }];
  });
  const path = `${root}/${coveragePath(key)}`;
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(path, evidence.map((piece, n) => formatLine({ ...piece, n })).join(""));
}

/** Both names are of one length, so that nothing else in the file moves. */
function rename(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll(from, to), "latin1");
}

if (import.meta.main) {
  const [root, series] = Deno.args;
  Deno.mkdirSync(`${root}/.tapedeck`, { recursive: true });
  Deno.writeTextFileSync(`${root}/.tapedeck/epoch`, "9\n");
  const days = await templates(root);
  for (let n = 0; n < Number(series); n++) writeSeries(root, keyOf(n), days);
}
