/** `tapedeck sync` with rclone itself: by the tapedeck that runs, and by itself; a remote that fails costs itself alone. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { parquetRows } from "./parquet_rows.ts";
import { run } from "./cli_run.ts";
import { onStage, type Stage } from "./stage.ts";

/** Remotes of rclone's, without a file of its config: `good:` is a folder, `bad:` an address where nothing answers. */
function rcloneEnv(folder: string): Record<string, string> {
  return {
    RCLONE_CONFIG: "/dev/null",
    RCLONE_CONFIG_GOOD_TYPE: "alias",
    RCLONE_CONFIG_GOOD_REMOTE: folder,
    RCLONE_CONFIG_BAD_TYPE: "webdav",
    RCLONE_CONFIG_BAD_URL: "http://127.0.0.1:9/",
    RCLONE_RETRIES: "1",
    RCLONE_LOW_LEVEL_RETRIES: "1",
    RCLONE_CONTIMEOUT: "2s",
  };
}

interface SyncStage extends Stage {
  env: Record<string, string>;
  copy: string;
}

/** A folder with a day of candles, and a config with these remotes. */
function onSyncStage(remotes: string[], body: (stage: SyncStage) => Promise<void>): Promise<void> {
  return onStage(async (stage) => {
    const copy = join(stage.folder, "copy");
    await Deno.mkdir(copy);
    const env = rcloneEnv(copy);
    const endpoint = await stage.exchange(1);
    await stage.write("tapedeck.yaml", {
      storage: {
        min_free_gb: 0,
        sync_interval: 0,
        remotes: remotes.map((remote) => ({ provider: "rclone", remote })),
      },
      histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
      exchanges: { sandbox: { endpoint } },
    });
    await body({ ...stage, env, copy });
  });
}

const SERIES = "sandbox/ohlc/BTC-USDT/1m";

Deno.test("where no tapedeck runs, sync copies the folder, says how much, and a second one copies nothing", () =>
  onSyncStage(["good:tape"], async ({ folder: cwd, env, copy }) => {
    assert.equal((await run(["collect"], { cwd })).code, 0);
    const first = await run(["sync"], { cwd, env });
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /^good:tape: has everything; \d+ files?, \d\.\d{3} MB new\n$/);
    const here = await parquetRows(join(cwd, "data", SERIES));
    assert.deepEqual(await parquetRows(join(copy, "tape", SERIES)), here);
    const again = await run(["sync", "--json"], { cwd, env });
    assert.deepEqual(JSON.parse(again.out), [{ remote: "good:tape", files: 0, bytes: 0, error: null }]);
  }));

Deno.test("a remote that cannot be reached is said with the reason, the other one has everything, and the code is 1", () =>
  onSyncStage(["bad:tape", "good:tape"], async ({ folder: cwd, env, copy }) => {
    assert.equal((await run(["collect"], { cwd })).code, 0);
    const { code, out, err } = await run(["sync"], { cwd, env });
    assert.equal(code, 1);
    assert.match(out, /^good:tape: has everything/m, err);
    assert.match(err, /^bad:tape: /m);
    assert.ok((await parquetRows(join(copy, "tape", SERIES))).length > 0);
  }));

Deno.test("with one that runs, sync is done there and waited for", () =>
  onSyncStage(["good:tape", "bad:tape"], async (stage) => {
    const { folder: cwd, env, copy } = stage;
    assert.equal((await run(["collect"], { cwd })).code, 0);
    const { url } = await stage.record([], { env });
    const { code, out, err } = await run(["sync", "--json"], { cwd });
    assert.equal(code, 1, err);
    const [good, bad] = JSON.parse(out);
    assert.deepEqual([good.remote, good.error, bad.remote], ["good:tape", null, "bad:tape"]);
    assert.match(bad.error, /\S/);
    assert.ok((await parquetRows(join(copy, "tape", SERIES))).length > 0);
    const { last_sync } = await (await fetch(`${url}/api/storage`)).json();
    assert.equal(last_sync, null);
  }));

Deno.test("without remotes, or without a folder, sync says what to do", () =>
  onSyncStage([], async (stage) => {
    const refused = async (says: RegExp) => {
      const { code, out, err } = await run(["sync"], { cwd: stage.folder });
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, says);
    };
    await refused(/^Cannot sync: the config has no remote; add one under storage\.remotes\n$/);
    await stage.record();
    await refused(/^No remotes configured\n$/);
  }));

Deno.test("where nothing was recorded yet, sync says so and makes no folder", () =>
  onSyncStage(["good:tape"], async (stage) => {
    const { code, err } = await run(["sync"], { cwd: stage.folder, env: stage.env });
    assert.equal(code, 1);
    assert.match(err, /there is no such folder/);
    assert.ok(!stage.list().includes("data"));
  }));
