/** `tapedeck exchanges --pairs` over the whole program: from the exchange, or from what was kept while recording. */
import assert from "node:assert/strict";
import { run } from "./cli_run.ts";
import {
  inTempFolder,
  killProgram,
  startRecorderProgram,
  startSandboxProgram,
  stopProgram,
} from "./program.ts";

const config = (endpoint: string) =>
  JSON.stringify({
    storage: { min_free_gb: 0 },
    stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
    exchanges: { sandbox: { endpoint } },
  });

Deno.test("pairs come from the exchange, and from disk once something was recorded, also while it cannot be asked", () =>
  inTempFolder(async (cwd) => {
    const sandbox = await startSandboxProgram(cwd, { rate: 5 });
    await Deno.writeTextFile(`${cwd}/tapedeck.yaml`, config(sandbox.url));
    const asked = await run(["exchanges", "sandbox", "--pairs", "usdt"], { cwd });
    assert.equal(asked.code, 0, asked.err);
    assert.ok(asked.out.split("\n").includes("BTC/USDT"), asked.out);
    assert.match(asked.err, /^\d of \d pairs of sandbox with "usdt" in it, as the exchange has them now\n$/);

    const { program } = await startRecorderProgram(cwd);
    await program.until(/sandbox.*BTC-USDT/);
    await stopProgram(program);
    await killProgram(sandbox.program);
    const kept = await run(["exchanges", "sandbox", "--pairs", "all", "--json"], { cwd });
    assert.equal(kept.code, 0, kept.err);
    assert.match(kept.err, /kept on disk .* ago\n$/);
    const { from, pairs } = JSON.parse(kept.out);
    assert.equal(from, "disk");
    assert.ok(pairs.some(({ symbol }: { symbol: string }) => symbol === "BTC/USDT"));
  }));

Deno.test("pairs that are not there are answered with the nearest, an exchange that cannot be asked with the reason", () =>
  inTempFolder(async (cwd) => {
    const none = await run(["exchanges", "sandbox", "--pairs", "BTCX"], { cwd });
    assert.deepEqual([none.code, none.out], [1, ""]);
    assert.match(none.err, /^0 of \d pairs of sandbox with "BTCX" in it.*\nThe nearest are BTC\/USDT, /);
    await Deno.writeTextFile(`${cwd}/tapedeck.yaml`, config("http://127.0.0.1:9"));
    const unreachable = await run(["exchanges", "sandbox", "--pairs", "all"], { cwd });
    assert.equal(unreachable.code, 1);
    assert.match(unreachable.err, /^Cannot ask [^\n]+\n$/);
  }));
