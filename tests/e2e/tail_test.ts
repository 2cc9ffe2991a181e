import assert from "node:assert/strict";
import { stopProgram } from "./program.ts";
import { untilHealed } from "./snapshot.ts";
import { onStage, type Stage } from "./stage.ts";

const WORDS = ["sandbox", "BTC/USDT", "trades"];

const idsIn = (output: string): number[] =>
  output.split("\n").filter((line) => line.startsWith("{")).map((line) => Number(JSON.parse(line).id));

/** A recorder that seals every second, so that rows move from journal to parts while they are followed. */
async function recording(stage: Stage, settings: Record<string, unknown> = {}) {
  const endpoint = await stage.exchange(50);
  await stage.write("tapedeck.yaml", {
    settings,
    storage: { seal_interval: 1 },
    stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades", "book"], time_step: 1 }],
    exchanges: { sandbox: { endpoint } },
  });
  return await stage.record();
}

async function readIds({ run }: Stage): Promise<number[]> {
  const program = run(["read", ...WORDS, "--format", "jsonl"]);
  assert.equal(await program.ended, 0, program.output());
  return idsIn(program.output());
}

Deno.test("tail gives the last rows, then each new one once, through seals and merges, until Ctrl-C", () =>
  onStage(async (stage) => {
    const { program, url } = await recording(stage);
    await untilHealed(url);
    const follows = [
      stage.run(["tail", ...WORDS, "-n", "5", "--format", "jsonl"]),
      stage.run(["tail", ...WORDS, "-n", "5", "--format=jsonl", "--url", url]),
      stage.run(["tail", "sandbox", "BTC/USDT", "book", "--rows=1", "--format", "csv"]),
    ];
    const all = await readIds(stage);
    await Promise.all(follows.slice(0, 2).map((follow) => follow.until(/(\{.*\n){300}/)));
    assert.ok(
      stage.list().some((path) => /trades.*part-.*parquet$/.test(path)),
      "rows were sealed meanwhile",
    );
    for (const follow of follows) assert.equal(await stopProgram(follow), 0, follow.output());

    for (const follow of follows.slice(0, 2)) {
      const ids = idsIn(follow.output());
      assert.ok(ids[0] > all[0], "not from the beginning");
      assert.deepEqual(ids, Array.from(ids, (_, i) => ids[0] + i), "none twice, none missing");
    }
    const [head, ...levels] = follows[2].output().trimEnd().split("\n");
    assert.match(head, /^ts,ts_recv,session,frame,/);
    assert.ok(levels.length > 2);
    const frames = levels.map((line) => Number(line.split(",")[3]));
    assert.ok(frames.filter((frame) => frame === frames[0]).length > 1, "a message is whole");
    assert.equal(await stopProgram(program), 0);
  }));

Deno.test("tail says when nothing records, and goes on when something does", () =>
  onStage(async (stage) => {
    const { program, url } = await recording(stage);
    await untilHealed(url);
    assert.equal(await stopProgram(program), 0);
    const follow = stage.run(["tail", ...WORDS, "-n", "2", "--format", "jsonl"]);
    await follow.until(/^Nothing records into .*data now: new rows come once tapedeck runs there$/m);
    assert.equal(idsIn(follow.output()).length, 2);
    const again = await stage.record();
    await follow.until(/(\{.*\n){50}/);
    assert.equal(await stopProgram(follow), 0);
    assert.equal(await stopProgram(again.program), 0);
  }));

Deno.test("who stops reading ends tail, and a series that is not there is refused with the nearest", () =>
  onStage(async (stage) => {
    const { program, url } = await recording(stage);
    await untilHealed(url);
    const root = new URL("../../", import.meta.url).pathname;
    const line = `"${Deno.execPath()}" run -A --config "${root}deno.json" "${root}main.ts" tail ${
      WORDS.join(" ")
    }`;
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", `${line} | head -n 4; exit "\${PIPESTATUS[0]}"`],
      cwd: stage.folder,
    }).output();
    assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
    assert.equal(new TextDecoder().decode(stdout).split("\n").length, 5);
    const unknown = stage.run(["tail", "sandbox", "BTC/USDC", "trades"]);
    assert.equal(await unknown.ended, 1);
    assert.equal(
      unknown.output(),
      "Cannot read BTC/USDC of sandbox: there are no trades of BTC/USDC on sandbox; nearest: BTC/USDT\n",
    );
    const wrong = stage.run(["tail", "sandbox", "BTC/USDT", "trade"]);
    assert.deepEqual([await wrong.ended, wrong.output()], [
      2,
      "Cannot use TYPE trade: did you mean trades?\n",
    ]);
    assert.equal(await stopProgram(program), 0);
  }));
