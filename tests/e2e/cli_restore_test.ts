/** `tapedeck sync --purge` and `tapedeck restore` with rclone itself: by the tapedeck that runs, and by themselves. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { openRealDisk } from "../../actors/archive/real_disk.ts";
import { sealAll } from "../../actors/archive/seal.ts";
import { createSettler } from "../../actors/archive/settle.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import * as sample from "../archive/samples.ts";
import { run } from "./cli_run.ts";
import { onStage, type Stage } from "./stage.ts";

const DAY = "data/sandbox/trades/BTC-USDT/2024-03-05.parquet";
const SERIES = ["sandbox", "BTC/USDT", "trades"];

/** A day of trades, long over, merged. */
async function recordDay(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  const disk = openRealDisk(folder);
  const rig = sample.rigOn(disk, new TestClock(sample.DAY_US / 1000 + 26 * 3_600_000));
  const journal = rig.journal(2);
  await journal.append({ key: sample.TRADES, rows: sample.ofTrades(sample.trades(0, 100)) });
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
  for (const error of (await createSettler(rig.archive)()).values()) throw error;
  Deno.writeTextFileSync(join(folder, ".tapedeck/epoch"), "2\n");
}

interface MoveStage extends Stage {
  env: Record<string, string>;
  /** Of the day's file, as it was recorded. */
  bytes: Uint8Array;
  isHere(): boolean;
}

function onMoveStage(rule: object, body: (stage: MoveStage) => Promise<void>): Promise<void> {
  return onStage(async (stage) => {
    const copy = join(stage.folder, "copy");
    await Deno.mkdir(copy);
    await recordDay(join(stage.folder, "data"));
    const endpoint = await stage.exchange(1);
    await stage.write("tapedeck.yaml", {
      storage: { sync_interval: 0, remotes: [{ provider: "rclone", remote: "good:tape", ...rule }] },
      stream_jobs: [{ exchange: "sandbox", pairs: ["ETH/USDT"], channels: ["trades"] }],
      exchanges: { sandbox: { endpoint } },
    });
    const env = {
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CONFIG_GOOD_TYPE: "alias",
      RCLONE_CONFIG_GOOD_REMOTE: copy,
    };
    const bytes = Deno.readFileSync(join(stage.folder, DAY));
    await body({ ...stage, env, bytes, isHere: () => stage.list().includes(DAY) });
  });
}

const restored = ({ folder }: MoveStage) => Deno.readFileSync(join(folder, DAY));

Deno.test("where no tapedeck runs, sync --purge moves what is old, read says where it is, and restore brings it back", () =>
  onMoveStage({ purge_after_days: 30 }, async (stage) => {
    const { folder: cwd, env, bytes } = stage;
    const moved = await run(["sync", "--purge"], { cwd, env });
    assert.equal(moved.code, 0, moved.err);
    assert.match(moved.out, /^good:tape: 1 file, 0\.\d{3} MB removed here, since it is there$/m);
    assert.ok(!stage.isHere());
    const read = await run(["read", ...SERIES, "--format", "csv"], { cwd });
    assert.match(
      read.err,
      /1 file of it is on good:tape and not here \(tapedeck restore sandbox BTC\/USDT trades --from 2024-03-05 --to 2024-03-06\)/,
    );
    const other = await run(["restore", ...SERIES, "--from", "2024-03-06"], { cwd, env });
    assert.deepEqual([other.code, other.out], [0, "Nothing of it was moved: it is all here.\n"]);
    const back = await run(["restore", ...SERIES, "--json"], { cwd, env });
    assert.equal(back.code, 0, back.err);
    assert.deepEqual(JSON.parse(back.out), {
      series: "sandbox/trades/BTC-USDT",
      files: 1,
      bytes: bytes.length,
      error: null,
    });
    assert.deepEqual(restored(stage), bytes);
    const verified = await run(["verify", "--deep"], { cwd });
    assert.equal(verified.code, 0, verified.out + verified.err);
  }));

Deno.test("with one that runs, both are done there and waited for", () =>
  onMoveStage({ purge_after_days: 30 }, async (stage) => {
    const { folder: cwd, env, bytes } = stage;
    const { url, program } = await stage.record([], { env });
    const moved = await run(["sync", "--purge", "--json"], { cwd });
    assert.equal(moved.code, 0, moved.err);
    const [{ purged }] = JSON.parse(moved.out);
    assert.deepEqual(purged, { files: 1, bytes: bytes.length, error: null });
    assert.ok(!stage.isHere());
    const movedOfRead = async () => {
      const answer = await fetch(`${url}/api/read?exchange=sandbox&pair=BTC/USDT&type=trades`);
      await answer.body!.cancel();
      return answer.headers.get("x-tapedeck-moved");
    };
    assert.equal(await movedOfRead(), "1");
    const back = await run(["restore", ...SERIES], { cwd });
    assert.equal(await movedOfRead(), "0");
    assert.equal(back.code, 0, back.err);
    assert.match(back.out, /^sandbox\/trades\/BTC-USDT: 1 file, 0\.\d{3} MB brought back\n$/);
    assert.deepEqual(restored(stage), bytes);
    const { lines } = await (await fetch(`${url}/api/logs?tail=200`)).json() as { lines: string[] };
    assert.ok(
      lines.some((line) => /good:tape: 1 file \([\d,]+ bytes\) removed here/.test(line)),
      lines.join("\n"),
    );
    assert.ok(lines.some((line) => /BTC-USDT: 1 file \([\d,]+ bytes\) brought back/.test(line)));
    const unknown = await run(["restore", "sandbox", "BTC/USD", "trades"], { cwd });
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /^Cannot restore BTC\/USD of sandbox: .*nearest: BTC\/USDT/);
    program.signal("SIGINT");
    assert.equal(await program.ended, 0);
    assert.equal((await run(["verify", "--deep"], { cwd })).code, 0);
  }));

Deno.test("without a rule --purge says what to add, and what is not there any more cannot be restored", () =>
  onMoveStage({}, async (stage) => {
    const { folder: cwd, env, bytes } = stage;
    const refused = await run(["sync", "--purge"], { cwd, env });
    assert.equal(refused.code, 1);
    assert.match(
      refused.err,
      /^Cannot purge: no remote of the config has purge_after_days or purge_when_low/,
    );
    assert.deepEqual(restored(stage), bytes);
    const config = Deno.readTextFileSync(join(cwd, "tapedeck.yaml"));
    await stage.write("tapedeck.yaml", config.replace(`"good:tape"`, `"good:tape","purge_after_days":1`));
    assert.equal((await run(["sync", "--purge"], { cwd, env })).code, 0);
    Deno.removeSync(join(cwd, "copy/tape/sandbox"), { recursive: true });
    const lost = await run(["restore", ...SERIES], { cwd, env });
    assert.deepEqual([lost.code, lost.out], [1, ""]);
    assert.match(lost.err, /^Cannot bring "sandbox\/trades.*2024-03-05.parquet" back from "good:tape": /);
  }));
