import assert from "node:assert/strict";
import type { ArchiveCommand } from "../../actors/archive/messages.ts";
import { nextEpoch } from "../../actors/archive/epoch.ts";
import { archiver, type ArchiverMessage } from "../../actors/archive/archiver.ts";
import { createSystem, Final, seededRandom } from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { openJournal } from "../../actors/archive/journal.ts";
import { type Recovered, supervisor } from "../../actors/control/supervisor.ts";
import { type CellArgs, type Room, ROOM_FOR_ALL, type VenueCommand } from "../../actors/venue/messages.ts";
import { type Config, parseConfig } from "../../schemas/config.ts";
import type { Fact } from "../../schemas/facts.ts";
import { DAY_US, ofTrades, readAll, temporaryDisk, trades } from "../archive/samples.ts";
import { until } from "../venue/open_cell.ts";

const KEY = "kraken/trades/BTC-USD";

function configOf(exchanges: string[], more: Record<string, unknown> = {}): Config {
  const stream_jobs = exchanges.map((exchange) => ({ exchange, pairs: ["BTC/USD"], channels: ["trades"] }));
  const parsed = parseConfig({ stream_jobs, ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.config;
}

/** A cell as far as the supervisor knows one: it writes a journal when told to, and ends as told. */
interface StagedCell {
  args: CellArgs;
  told: VenueCommand[];
  /** Acknowledges rows and ends the segment. */
  write(from: number, to: number): Promise<void>;
  fail(error: Error): void;
  isOver: boolean;
}

function stage(folder: ReturnType<typeof temporaryDisk>, initial = configOf(["kraken"])) {
  const { disk } = folder;
  const clock = new TestClock(DAY_US / 1_000 + 7_200_000);
  const system = createSystem({ clock, random: seededRandom(1) });
  const facts: Fact[] = [];
  const recovered: Recovered[] = [];
  const cells: StagedCell[] = [];
  const archivers: Array<{ fail(): void; isOver: boolean }> = [];
  let config = initial;
  let [room, isFull] = [ROOM_FOR_ALL, false];
  let away: Record<string, string> = {};

  const top = system.spawn(
    "supervisor",
    supervisor({
      config: () => config,
      dataFolder: folder.root,
      nextEpoch: () => {
        if (cells.length > 0 && isFull) throw new Error("no space left");
        return nextEpoch(disk);
      },
      room: () => room,
      away: () => away,
      isScheduling: () => true,
      witness: (fact) => facts.push(fact),
      recovered: (archive) => recovered.push(archive),
      spawnArchiver(parent) {
        const staged = { fail: () => {}, isOver: false };
        archivers.push(staged);
        return system.spawn<ArchiveCommand>(`archiver:${archivers.length}`, async (ctx) => {
          const receive = await archiver({ disk, parent })(ctx as never);
          ctx.defer(() => void (staged.isOver = true));
          let failure: Error | null = null;
          staged.fail = () => failure = new Error("the disk is gone");
          return (message) => {
            if (failure) throw failure;
            return receive(message as ArchiverMessage);
          };
        }, { restart: "never" });
      },
      spawnCell(args, parent) {
        const cell: StagedCell = { args, told: [], write, fail: () => {}, isOver: false };
        cells.push(cell);
        const journal = openJournal({
          ...{ disk, exchange: args.exchange, epoch: args.epoch, clock, tradeIds: "serial" },
          onClosed: (path) =>
            parent.tell({ type: "segment-closed", exchange: args.exchange, path, at: clock.now() }),
        });
        async function write(from: number, to: number): Promise<void> {
          await journal.append({ key: `${args.exchange}/trades/BTC-USD`, rows: ofTrades(trades(from, to)) });
        }
        const child = system.spawn<VenueCommand>(`cell:${args.exchange}:${args.epoch}`, (ctx) => {
          ctx.defer(() => journal.close());
          ctx.defer(() => void (cell.isOver = true));
          return (message) => {
            if (failure) throw failure;
            cell.told.push(message);
          };
        }, { restart: "never" });
        let failure: Error | null = null;
        cell.fail = (error) => {
          failure = error;
          child.tell({ type: "collect", key: "" });
        };
        return child;
      },
    }),
    { restart: { minMs: 1_000, maxMs: 60_000 } },
  );

  return {
    clock,
    facts,
    recovered,
    cells,
    archivers,
    until: (condition: () => boolean) => until(condition, clock),
    configure(next: Config) {
      config = next;
      top.tell({ type: "configure", config });
    },
    leave: (reasons: Record<string, string>) => void (away = reasons),
    change(next: Room) {
      room = next;
      top.tell({ type: "room-changed" });
    },
    fill: () => void (isFull = true),
    clear: () => void (isFull = false),
    async shutDown() {
      await Promise.all([
        top.ask<void>((reply) => ({ type: "shut-down", reply }), 9_000),
        until(() => archivers.at(-1)!.isOver, clock),
      ]);
      await system.stop(0);
    },
    rows: async () => (await readAll({ disk }, KEY)).rows.length,
    parts: () => disk.list(KEY).map(({ name }) => name),
    failed: () => facts.filter((fact) => fact.type === "venue-failed"),
  };
}

Deno.test("a cell starts when the archive is in order, and at the end all that it wrote is in Parquet", async () => {
  using folder = temporaryDisk();
  const { recovered, cells, until, shutDown, parts, rows } = stage(folder);
  await until(() => cells.length === 1);
  assert.equal(recovered.length, 1);
  const { exchange, assignment, resume } = cells[0].args;
  assert.deepEqual([exchange, assignment.streams.map(({ key }) => key), resume], ["kraken", [KEY], []]);
  await cells[0].write(0, 100);
  await shutDown();
  assert.deepEqual([cells[0].isOver, parts().length, await rows()], [true, 1, 100]);
  assert.deepEqual(folder.disk.list(".tapedeck/journal/kraken"), []);
});

Deno.test("a cell that fails is started again under a higher epoch, and told what the last one left", async () => {
  using folder = temporaryDisk();
  const { cells, until, failed, shutDown } = stage(folder);
  await until(() => cells.length === 1);
  await cells[0].write(0, 100);
  cells[0].fail(new Error("the journal is full"));
  await until(() => cells.length === 2);
  const [told] = failed();
  assert.ok(told.type === "venue-failed" && told.retryAt !== null);
  assert.equal(told.error, "the journal is full");
  assert.ok(cells[1].args.epoch > cells[0].args.epoch);
  const [{ key, coverage }] = cells[1].args.resume;
  assert.deepEqual([key, coverage.idRuns.map(({ firstId, lastId }) => [firstId, lastId])], [KEY, [[0, 99]]]);
  await shutDown();
});

Deno.test("what only another config can help is told as final, and tried again when there is one", async () => {
  using folder = temporaryDisk();
  const { cells, until, failed, configure, clock, shutDown } = stage(folder);
  await until(() => cells.length === 1);
  cells[0].fail(new Final(`Cannot open exchange "kraken": there is none`));
  await until(() => failed().length === 1);
  await clock.advance(10 * 60_000);
  const [told] = failed();
  assert.deepEqual([told.type === "venue-failed" && told.retryAt, cells.length], [null, 1]);
  configure(configOf(["kraken"], { exchanges: { kraken: { endpoint: "http://127.0.0.1:1" } } }));
  await until(() => cells.length === 2);
  assert.equal(cells[1].args.endpoint, "http://127.0.0.1:1");
  await shutDown();
});

Deno.test("a new config starts what is new, stops what is gone and leaves the rest alone", async () => {
  using folder = temporaryDisk();
  const { cells, until, configure, shutDown } = stage(folder, configOf(["kraken", "okx"]));
  await until(() => cells.length === 2);
  const of = (exchange: string) => cells.filter(({ args }) => args.exchange === exchange);
  configure(configOf(["kraken", "gate"]));
  await until(() => of("okx")[0].isOver && of("gate").length === 1);
  assert.deepEqual(of("kraken").map(({ isOver, told }) => [isOver, told]), [[false, []]]);
  await shutDown();
});

Deno.test("a stream that runs again is told why it did not, and one of its neighbours is not told to start anew", async () => {
  using folder = temporaryDisk();
  const stream = (pairs: string[]) =>
    configOf([], { stream_jobs: [{ exchange: "kraken", pairs, channels: ["trades"] }] });
  const { cells, until, configure, leave, shutDown } = stage(folder, stream(["BTC/USD", "ETH/USD"]));
  await until(() => cells.length === 1);
  configure(stream(["BTC/USD"]));
  await until(() => cells[0].told.length === 1);
  leave({ "kraken/trades/ETH-USD": "stopped by hand" });
  configure(stream(["BTC/USD", "ETH/USD"]));
  await until(() => cells[0].told.length === 2);
  const [less, more] = cells[0].told.map((each) => each.type === "assign" ? each.assignment : null);
  assert.deepEqual(less!.streams, cells[0].args.assignment.streams.slice(0, 1));
  assert.deepEqual(more!.streams, cells[0].args.assignment.streams);
  assert.deepEqual(more!.away, { "kraken/trades/ETH-USD": "stopped by hand" });
  assert.deepEqual([cells.length, cells[0].isOver], [1, false]);
  await shutDown();
});

Deno.test("an exchange that is wanted again while its cell is still stopping is opened again after it", async () => {
  using folder = temporaryDisk();
  const { cells, until, configure, failed, shutDown } = stage(folder, configOf(["kraken", "okx"]));
  await until(() => cells.length === 2);
  configure(configOf(["kraken"]));
  configure(configOf(["kraken", "okx"]));
  await until(() => cells.filter(({ args }) => args.exchange === "okx").length === 2);
  assert.deepEqual(failed(), []);
  await shutDown();
});

Deno.test("a cell with other settings takes over from the one before, and no failure is told", async () => {
  using folder = temporaryDisk();
  const { cells, until: onClock, configure, failed, shutDown } = stage(folder);
  await onClock(() => cells.length === 1);
  await cells[0].write(0, 10);
  configure(configOf(["kraken"], { exchanges: { kraken: { options: { sandboxMode: true } } } }));
  await until(() => cells.length === 2); // the clock stands, so that a slow disk does not outlast the grace time
  assert.ok(cells[0].isOver);
  assert.deepEqual([cells[1].args.options, cells[1].args.resume.length], [{ sandboxMode: true }, 1]);
  assert.deepEqual(failed(), []);
  await shutDown();
});

Deno.test("an archiver that ends is started again, with the cells", async () => {
  using folder = temporaryDisk();
  const { cells, archivers, until, shutDown, rows } = stage(folder);
  await until(() => cells.length === 1);
  await cells[0].write(0, 10);
  archivers[0].fail();
  await until(() => cells.length === 2);
  assert.deepEqual([archivers[0].isOver, cells[0].isOver, archivers.length], [true, true, 2]);
  await shutDown();
  assert.equal(await rows(), 10);
});

Deno.test("a config that is read before the archive is in order waits for it", async () => {
  using folder = temporaryDisk();
  const { cells, until, configure, shutDown } = stage(folder);
  configure(configOf(["okx"]));
  await until(() => cells.length === 1);
  assert.equal(cells[0].args.exchange, "okx");
  await shutDown();
});

Deno.test("cells are told what the disk has room for, those that start later from the start", async () => {
  using folder = temporaryDisk();
  const { cells, until, configure, change, shutDown } = stage(folder);
  await until(() => cells.length === 1);
  assert.equal(cells[0].args.room, ROOM_FOR_ALL);
  const room: Room = { takes: "nothing", reason: "the disk has 0.8 GB left" };
  change(room);
  await until(() => cells[0].told.length === 1);
  assert.deepEqual(cells[0].told, [{ type: "room", room }]);
  configure(configOf(["kraken", "okx"]));
  await until(() => cells.length === 2);
  assert.deepEqual(cells[1].args.room, room);
  await shutDown();
});

Deno.test("a disk that does not take an epoch's number keeps a cell waiting, ever longer, and nothing else", async () => {
  using folder = temporaryDisk();
  const { cells, archivers, until, failed, fill, clear, clock, shutDown } = stage(folder);
  await until(() => cells.length === 1);
  await clock.advance(10 * 60_000);
  fill();
  cells[0].fail(new Error("the journal is full"));
  await until(() => failed().length >= 2);
  await clock.advance(10 * 60_000);
  const told = failed().length;
  assert.ok(told > 10 && told < 60, `${told} tries in ten minutes`);
  clear();
  await clock.advance(60_000);
  await until(() => cells.length === 2);
  assert.equal(archivers.length, 1);
  await shutDown();
});
