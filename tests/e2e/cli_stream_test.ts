/** `tapedeck stream`: streams of the tapedeck that runs started and stopped; where none runs, recorded here. */
import assert from "node:assert/strict";
import type { StreamRow } from "../../schemas/wire.ts";
import { run, runOnTerminal } from "./cli_run.ts";
import { onStage, type Stage } from "./stage.ts";

const JOBS = [
  { exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades", "book"], time_step: 1 },
];

function onStreamStage(body: (stage: Stage) => Promise<void>, jobs: object[] = JOBS): Promise<void> {
  return onStage(async (stage) => {
    const exchanges = { sandbox: { endpoint: await stage.exchange(50) } };
    const histo_jobs = [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }];
    await stage.write("tapedeck.yaml", {
      storage: { min_free_gb: 0 },
      stream_jobs: jobs,
      histo_jobs,
      exchanges,
    });
    await body(stage);
  });
}

/** Rows by series, as the folder has them. */
async function rowsIn(cwd: string): Promise<Record<string, number>> {
  const { out } = await run(["inventory", "--json"], { cwd });
  const rows = JSON.parse(out) as Array<{ pair: string; type: string; rows: number }>;
  return Object.fromEntries(rows.map(({ pair, type, rows }) => [`${pair} ${type}`, rows]));
}

Deno.test("where no tapedeck runs, the streams that are named are recorded until Ctrl-C, and nothing else", () =>
  onStreamStage(async (stage) => {
    const command = stage.run(["stream", "sandbox", "BTC/USDT", "--channels", "trades"]);
    await command.until(/recording, last row/, 40_000);
    const second = await run(["stream", "sandbox", "ETH/USDT"], { cwd: stage.folder });
    assert.equal(second.code, 1);
    assert.match(second.err, new RegExp(`process ${command.pid} has been recording`));
    command.signal("SIGINT");
    assert.equal(await command.ended, 0);
    const [, told] = /^Recorded ([\d,]+) rows of 1 series in \d+ s$/m.exec(command.output())!;
    const rows = await rowsIn(stage.folder);
    assert.deepEqual(Object.keys(rows), ["BTC/USDT trades"]);
    assert.ok(rows["BTC/USDT trades"] >= Number(told.replaceAll(",", "")), `${told} ${JSON.stringify(rows)}`);
  }));

Deno.test("streams of the tapedeck that runs are stopped and started by exchange and pair, others go on", () =>
  onStreamStage(async (stage) => {
    const { url } = await stage.record();
    const cwd = stage.folder;
    const states = async () => {
      const rows: StreamRow[] = await (await fetch(`${url}/api/streams`)).json();
      return rows.map(({ pair, status }) => [pair, status]);
    };
    const started = await run(["stream", "sandbox"], { cwd });
    assert.equal(started.code, 0, started.err);
    assert.match(
      started.out,
      /^sandbox +BTC\/USDT +trades, book +running\nsandbox +ETH\/USDT +trades, book +running$/m,
    );
    const stopped = await run(["stream", "sandbox", "BTC/USDT", "--stop", "--json"], { cwd });
    assert.equal(stopped.code, 0, stopped.err);
    assert.deepEqual(JSON.parse(stopped.out).map((row: StreamRow) => [row.pair, row.status]), [[
      "BTC/USDT",
      "stopped",
    ]]);
    assert.deepEqual(await states(), [["BTC/USDT", "stopped"], ["ETH/USDT", "running"]]);
    const again = await run(["stream", "sandbox", "BTC/USDT"], { cwd });
    assert.match(again.out, /BTC\/USDT +trades, book +running$/m);
    assert.deepEqual(await states(), [["BTC/USDT", "running"], ["ETH/USDT", "running"]]);
  }));

Deno.test("what is no stream of the config is answered with those that there are", () =>
  onStreamStage(async (stage) => {
    const refused = async (args: string[], says: RegExp) => {
      const { code, out, err } = await run(["stream", ...args], { cwd: stage.folder });
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, says);
    };
    await refused(
      ["kraken"],
      /^Cannot find a stream of kraken in the config; there are sandbox BTC\/USDT, sandbox ETH/,
    );
    await refused(["--stop"], /^Cannot stop streams: no tapedeck runs on this folder\n$/);
    assert.ok(!stage.list().includes("data"), "a folder was made");
    await stage.record();
    await refused(["sandbox", "DOGE/USDT"], /^Cannot find a stream of sandbox DOGE\/USDT in the config/);
  }));

Deno.test("a stream that cannot be recorded ends the command with the reason", () =>
  onStreamStage(async ({ folder: cwd }) => {
    const { code, err } = await run(["stream"], { cwd });
    assert.equal(code, 1);
    assert.match(
      err,
      /^\S+ error +sandbox\/trades\/NOPE-USDT: sandbox has no market NOPE\/USDT; nearest: .*BTC\/USDT.*\n$/,
    );
  }, [{ exchange: "sandbox", pairs: ["NOPE/USDT"], channels: ["trades"] }]));

Deno.test("on a terminal a line a series says how its recording goes", () =>
  onStreamStage(async ({ folder: cwd }) => {
    const { shown } = await runOnTerminal(["stream", "sandbox", "BTC/USDT", "--channels", "trades"], {
      cwd,
      stopAfterS: 8,
    });
    assert.match(shown, /sandbox\/trades\/BTC-USDT {2}\d[\d,]* rows, recording/);
    assert.match(shown, /Recorded [\d,]+ rows of 1 series in \d/);
  }));
