/** The recorder of one command: real files, the sandbox exchange over loopback, no server. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { realClock } from "../../actors/kernel/clock.ts";
import { type Here, withRecording } from "../../cli/here.ts";
import type { Beginning } from "../../cli/recorder.ts";
import { startSandbox } from "../../sandbox/server.ts";
import { filesIn, query } from "../e2e/parquet_rows.ts";
import { type Console, openConsole } from "./console.ts";

const NOTHING: Beginning = { streams: "none", schedule: "off" };
const [BTC, ETH, CANDLES] = [
  "sandbox/trades/BTC-USDT",
  "sandbox/trades/ETH-USDT",
  "sandbox/ohlc/BTC-USDT/1m",
];

interface Stage {
  folder: string;
  console: Console;
  /** Requests and connections that the exchange has had. */
  asked(): Promise<number>;
}

async function onStage(body: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-" });
  const exchange = startSandbox({ rate: 100, now: Date.now });
  const config = {
    stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades"] }],
    histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
    exchanges: { sandbox: { endpoint: exchange.url } },
  };
  await Deno.writeTextFile(join(folder, "tapedeck.yaml"), JSON.stringify(config));
  try {
    await body({
      folder,
      console: openConsole({ cwd: folder, clock: realClock() }),
      async asked() {
        const { connections, requests } = await (await fetch(`${exchange.url}/_sandbox/sent`)).json();
        return connections.length + Object.keys(requests).filter((path) => !path.startsWith("/_")).length;
      },
    });
  } finally {
    await exchange.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

async function until(holds: () => boolean): Promise<void> {
  const endsAt = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > endsAt) throw new Error(`Waited 15 s for ${holds}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

const rowsOf = ({ board }: Here, key: string) =>
  board.snapshot().series.find((series) => series.key === key)?.rows ?? 0;

Deno.test("nothing is asked for but what the command asks for, and that is in Parquet when it is over", () =>
  onStage(async ({ folder, console, asked }) => {
    await withRecording({}, console.environment, NOTHING, async (here) => {
      await new Promise((done) => setTimeout(done, 500));
      assert.equal(await asked(), 0);
      here.recording.collect([CANDLES]);
      await until(() => rowsOf(here, CANDLES) > 0);
      assert.deepEqual([rowsOf(here, BTC), rowsOf(here, ETH)], [0, 0]);
    });
    const [{ rows }] = await query(`select count(*) as rows from ${filesIn(join(folder, "data", CANDLES))}`);
    assert.ok(Number(rows) > 0);
    assert.equal(console.out() + console.err(), "", "what goes well is not for the terminal");
    assert.match(await Deno.readTextFile(join(folder, "data/.tapedeck/logs/tapedeck.log")), /markets loaded/);
  }));

Deno.test("only the streams that are meant are recorded", () =>
  onStage(({ console }) => {
    const begins: Beginning = { ...NOTHING, streams: ({ key }) => key === ETH };
    return withRecording({}, console.environment, begins, async (here) => {
      await until(() => rowsOf(here, ETH) > 10);
      assert.equal(rowsOf(here, BTC), 0);
    });
  }));

Deno.test("a signal is told, gives what the command gives, and leaves the folder free", () =>
  onStage(async ({ console }) => {
    const given = await withRecording({}, console.environment, NOTHING, async ({ stopped }) => {
      assert.equal(stopped.aborted, false);
      console.signal("SIGINT");
      await until(() => stopped.aborted);
      return "stopped";
    });
    assert.equal(given, "stopped");
    await withRecording({}, console.environment, NOTHING, () => Promise.resolve());
  }));

Deno.test("a folder that another holds is refused, and what a command throws is thrown after all is closed", () =>
  onStage(async ({ console }) => {
    const again = () => withRecording({}, console.environment, NOTHING, () => Promise.resolve());
    await withRecording({}, console.environment, NOTHING, async () => {
      await assert.rejects(again(), /^Error: Cannot record into .*: process \d+ has been recording into it/);
    });
    const failing = withRecording(
      {},
      console.environment,
      NOTHING,
      () => Promise.reject(new Error("no luck")),
    );
    await assert.rejects(failing, /no luck/);
    await again();
  }));
