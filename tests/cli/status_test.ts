import assert from "node:assert/strict";
import { lockFolder } from "../../actors/archive/lock.ts";
import { createBoard } from "../../actors/control/board.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { WrongUsage } from "../../cli/arguments.ts";
import { type Status, status } from "../../cli/status.ts";
import { statusText } from "../../cli/status_text.ts";
import type { App } from "../../cli/client.ts";
import type { BackfillRecord } from "../../schemas/wire.ts";
import { temporaryDisk, TRADES } from "../archive/samples.ts";
import { makeArchive, NOW_US } from "../archive/verify/market.ts";
import { stageFor } from "./stage.ts";

const NOW = Date.UTC(2024, 2, 7, 12);

const BACKFILL: BackfillRecord = {
  id: "sandbox_BTCUSDT_1",
  exchange: "sandbox",
  pairs: ["BTC/USDT"],
  start: "2024-01-01",
  status: "running",
  progress: {
    "BTC/USDT": { done: 30, total: 120, failed: 0, rows: 3_000, rows_per_second: 10, eta_seconds: 90 },
  },
  log: [],
  started_at: NOW / 1000,
  finished_at: null,
  error: null,
};

/** A board with a stream that runs, one that fails, and a history. */
function boardStatus(backfills: BackfillRecord[] = []): Status {
  const clock = new TestClock(NOW);
  const board = createBoard({ clock, version: "1.2.3", dataFolder: "/tape", configPath: "" });
  const failing = TRADES.replace("BTC", "ETH");
  const candles = "sandbox/ohlc/BTC-USDT/1m";
  board.configure([TRADES, failing, candles].map((key) => ({ key, state: "starting" as const })));
  board.fold({ type: "stream-connected", key: TRADES, at: NOW });
  board.fold({
    type: "rows-recorded",
    key: TRADES,
    rows: 50,
    firstUs: NOW * 1000,
    lastUs: NOW * 1000,
    at: NOW - 4_000,
  });
  for (let i = 0; i < 5; i++) {
    board.fold({
      type: "stream-dropped",
      key: failing,
      error: "refused",
      retryAt: NOW + 60_000,
      at: NOW - 900_000,
    });
  }
  board.fold({ type: "quarantined", path: "a.wal", reason: "torn", at: NOW - 60_000 });
  board.fold({ type: "collect-finished", key: candles, rows: 1, requests: 1, error: null, at: NOW });
  board.fold({ type: "job-scheduled", key: candles, nextRunAt: NOW + 12_000, at: NOW });
  const app = { url: "http://127.0.0.1:8080" } as App;
  return { look: { type: "app", app, snapshot: board.snapshot() }, backfills };
}

const textOf = (status: Status, columns: number | null = null) =>
  statusText(status, { columns, colour: false, nowMs: NOW });

Deno.test("the verdict comes first, then what went wrong, then the rest", () => {
  const blocks = textOf(boardStatus([BACKFILL])).trimEnd().split("\n\n");
  assert.match(
    blocks[0],
    /^Recording .*\ntapedeck 1\.2\.3 at http:\/\/127\.0\.0\.1:8080, up 0\.0 s, into \/tape$/,
  );
  assert.match(blocks[1], /^✗ .*ETH\/USDT.*\n! a\.wal .* \(for 1 min\)$/);
  assert.equal(
    blocks[2],
    "Backfills under way\n  sandbox_BTCUSDT_1\n    BTC/USDT  25 %, 3,000 rows, 1 min left",
  );
  assert.match(blocks[3], /^exchange .*\nsandbox +BTC\/USDT +trades +– +recording +5 +50 +4\.0 s ago +–\n/);
  assert.match(blocks[3], /\nsandbox +ETH\/USDT +trades +– +retrying +– +0 +– +5$/);
  assert.equal(blocks[4], "Next runs\n  12:00:12 UTC (in 12 s)  sandbox/ohlc/BTC-USDT/1m");
  assert.match(blocks[5], /^5 rows\/s, 50 rows, 0\.000 MB in files$/);
});

Deno.test("a narrow terminal gets narrow lines of the table", () => {
  const [, , table] = textOf(boardStatus(), 64).split("\n\n");
  for (const line of table.split("\n")) assert.ok(line.length <= 64, line);
});

Deno.test("of a folder alone it says that nothing is recorded, shows what there is, and fails", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const { environment, wrote } = stageFor({ cwd: folder.root, clock: new TestClock(NOW_US / 1000) });
  assert.equal(await status({ data: "." }, environment), 1);
  assert.match(wrote.stdout, /^Nothing is recorded now: no tapedeck runs on this folder\.\n/);
  assert.match(wrote.stdout, /\nsandbox +BTC\/USDT +trades +– +\d+ +.* ago\n/);
  assert.doesNotMatch(wrote.stdout, /rows\/s/);
});

Deno.test("a folder that somebody holds who cannot be asked is said to be held, and is no failure", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const lock = lockFolder(folder.root, { pid: 4711, since: "2024-03-07T11:00:00.000Z" });
  const { environment, wrote } = stageFor({ cwd: folder.root, clock: new TestClock(NOW_US / 1000) });
  assert.equal(await status({ data: "." }, environment), 0);
  assert.match(wrote.stdout, /^Process 4711 records into .*, and cannot be asked how it is\.\n/);
  lock.release();
});

Deno.test("--watch is for a terminal, and a wish that names no series is wrong usage", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const { environment } = stageFor({ cwd: folder.root });
  await assert.rejects(status({ data: ".", watch: true }, environment), WrongUsage);
  await assert.rejects(status({ data: ".", series: ["sandbx"] }, environment), WrongUsage);
});
