/** `tapedeck collect`: histories brought up to date, by the tapedeck that runs and by itself. */
import assert from "node:assert/strict";
import { run } from "./cli_run.ts";
import { onStage, type Stage } from "./stage.ts";

const SANDBOX_JOB = { exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], span: 60 };

function onCollectStage(jobs: object[], body: (stage: Stage) => Promise<void>): Promise<void> {
  return onStage(async (stage) => {
    const exchanges = {
      sandbox: { endpoint: await stage.exchange(1) },
      kraken: { endpoint: "http://127.0.0.1:9" },
    };
    await stage.write("tapedeck.yaml", { storage: { min_free_gb: 0 }, histo_jobs: jobs, exchanges });
    await body(stage);
  });
}

Deno.test("where no tapedeck runs, collect fetches the newest rows of what is named, and says how many", () =>
  onCollectStage([SANDBOX_JOB], async ({ folder: cwd }) => {
    const first = await run(["collect", "--pair", "ETH/USDT", "--json"], { cwd });
    assert.equal(first.code, 0, first.err);
    const [collected, ...others] = JSON.parse(first.out);
    assert.deepEqual(others, []);
    const { rows, requests, ...rest } = collected;
    assert.deepEqual(rest, {
      exchange: "sandbox",
      pair: "ETH/USDT",
      type: "ohlc",
      span: "1m",
      status: "done",
      error: null,
    });
    assert.ok(rows > 0 && requests > 0, first.out);
    const found = JSON.parse((await run(["inventory", "--json"], { cwd })).out);
    assert.deepEqual(found.map(({ pair, rows }: { pair: string; rows: number }) => [pair, rows]), [[
      "ETH/USDT",
      rows,
    ]]);
  }));

Deno.test("with one that runs, collect waits for its runs and prints a table of all that are meant", () =>
  onCollectStage([SANDBOX_JOB], async (stage) => {
    await stage.record();
    const { code, out, err } = await run(["collect"], { cwd: stage.folder });
    assert.equal(code, 0, err);
    const lines = out.trimEnd().split("\n");
    assert.match(lines[0], /^series +rows +requests +outcome$/);
    assert.match(lines[1], /^sandbox BTC\/USDT ohlc 1m +[\d,]+ +\d+ +up to date$/);
    assert.match(lines[2], /^sandbox ETH\/USDT ohlc 1m +[\d,]+ +\d+ +up to date$/);
    assert.equal(lines.length, 3);

    const detached = await run(["collect", "--detach"], { cwd: stage.folder });
    assert.deepEqual([detached.code, detached.err], [0, ""]);
    assert.match(detached.out, /^Started in the tapedeck at http:/);
  }));

Deno.test("an exchange that cannot be asked costs its own series alone, and the code is 1", () =>
  onCollectStage(
    [SANDBOX_JOB, { exchange: "kraken", pairs: ["BTC/USD"], span: 60 }],
    async (stage) => {
      for (const how of ["by itself", "with one that runs"]) {
        if (how === "with one that runs") await stage.record();
        const { code, out } = await run(["collect", "--json"], { cwd: stage.folder });
        const ends = JSON.parse(out) as Array<{ exchange: string; status: string; error: string | null }>;
        assert.equal(code, 1, how);
        assert.deepEqual(ends.map(({ exchange, status }) => [exchange, status]), [
          ["sandbox", "done"],
          ["sandbox", "done"],
          ["kraken", "error"],
        ], how);
        assert.match(ends[2].error!, /Cannot ask kraken/, how);
      }
    },
  ));

Deno.test("what matches no job is said, and nothing is begun", () =>
  onCollectStage([SANDBOX_JOB], async (stage) => {
    const refused = async (args: string[], says: RegExp) => {
      const { code, out, err } = await run(["collect", ...args], { cwd: stage.folder });
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, says);
    };
    await refused(["--exchange", "binance"], /^No matching histo job$/m);
    await refused(["--detach"], /no tapedeck runs on this folder; leave out --detach/);
    await stage.record();
    await refused(["--pair", "DOGE/USDT"], /^No matching histo job\n$/);
  }));

Deno.test("Ctrl-C ends the waiting, and the tapedeck that runs goes on", () =>
  onCollectStage([{ ...SANDBOX_JOB, pairs: ["BTC/USDT"], start: "2020-01-01" }], async (stage) => {
    const { url } = await stage.record();
    const command = stage.run(["collect"]);
    await untilItHearsCtrlC(command.pid);
    await new Promise((done) => setTimeout(done, 1_000));
    command.signal("SIGINT");
    assert.equal(await command.ended, 130);
    assert.match(command.output(), /^Stopped waiting; the tapedeck at http:\S+ goes on\.$/m);
    assert.match(command.output(), /^sandbox BTC\/USDT ohlc 1m .* under way$/m);
    const runs = await (await fetch(`${url}/api/runs?kind=collect&status=running`)).json();
    assert.equal(runs.length, 1, JSON.stringify(runs));
  }));

/** Before it listens, the signal ends it without a word. */
async function untilItHearsCtrlC(pid: number): Promise<void> {
  const SIGINT_BIT = 0x2n;
  for (;;) {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)/m.exec(status)![1]}`);
    if (caught & SIGINT_BIT) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}
