/** The program with a remote that is slow, and with ends in the middle of a sync. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { serveWebdav, type Webdav } from "../control/sync/webdav.ts";
import { onStage, type Stage } from "./stage.ts";
import { parquetRows } from "./parquet_rows.ts";

interface SyncStage extends Stage {
  dav: Webdav;
  env: Record<string, string>;
  /** What the remote holds. */
  there: string;
}

const SERIES = "sandbox/trades/BTC-USDT";

function onSyncStage(body: (stage: SyncStage) => Promise<void>): Promise<void> {
  return onStage(async (stage) => {
    const root = join(stage.folder, "dav");
    await Deno.mkdir(root);
    await using dav = await serveWebdav(root);
    const env = {
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CONFIG_DAV_TYPE: "webdav",
      RCLONE_CONFIG_DAV_URL: dav.url,
    };
    const endpoint = await stage.exchange(50);
    await stage.write("tapedeck.yaml", {
      storage: {
        ...{ min_free_gb: 0, sync_interval: 0, seal_interval: 1 },
        remotes: [{ provider: "rclone", remote: "dav:tape" }],
      },
      stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
      exchanges: { sandbox: { endpoint } },
    });
    await body({ ...stage, dav, env, there: join(root, "tape") });
  });
}

interface StorageAnswer {
  last_sync: number | null;
  rclone_available: boolean;
  remotes: Array<{ state: string; last_success: number | null; last_error: string | null; files: number }>;
}

async function storage(url: string): Promise<StorageAnswer> {
  return await (await fetch(`${url}/api/storage`)).json();
}

async function until(url: string, isSo: (storage: StorageAnswer) => boolean): Promise<StorageAnswer> {
  for (const endsAt = Date.now() + 30_000;;) {
    const found = await storage(url);
    if (isSo(found)) return found;
    if (Date.now() > endsAt) throw new Error(`Cannot see it in /api/storage: ${JSON.stringify(found)}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function beginSync(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/storage/sync`, { method: "POST" });
  assert.deepEqual([answer.status, await answer.json()], [202, { status: "started" }]);
}

async function untilSealed(folder: string): Promise<void> {
  const path = join(folder, "data", SERIES);
  for (const endsAt = Date.now() + 30_000;;) {
    const names = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
    if (names.some(({ name }) => name.endsWith(".parquet"))) return;
    if (Date.now() > endsAt) throw new Error(`Cannot find a part in "${path}"`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Holds every PUT up; resolves when the first one has come. */
function holdUp(dav: Webdav): { reached: Promise<void>; release(): void } {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  dav.trouble = { type: "slow", until: released.promise, onPut: reached.resolve };
  return {
    reached: reached.promise,
    release() {
      dav.trouble = { type: "none" };
      released.resolve();
    },
  };
}

Deno.test("a program that is killed in the middle of a sync claims nothing, and the next one finishes it", () =>
  onSyncStage(async (stage) => {
    const { program, url } = await stage.record([], { env: stage.env });
    await untilSealed(stage.folder);
    const held = holdUp(stage.dav);
    await beginSync(url);
    await held.reached;
    const underWay = await until(url, ({ remotes }) => remotes[0].state === "syncing");
    assert.deepEqual([underWay.last_sync, underWay.rclone_available], [null, true]);
    program.signal("SIGKILL");
    await program.ended;
    held.release();

    const again = await stage.record([], { env: stage.env });
    assert.equal((await storage(again.url)).last_sync, null);
    await beginSync(again.url);
    const { remotes, last_sync } = await until(again.url, ({ last_sync }) => last_sync !== null);
    assert.equal(remotes[0].last_success, last_sync);
    assert.ok(remotes[0].files > 0);
    again.program.signal("SIGINT");
    assert.equal(await again.program.ended, 0);
    const here = new Set(
      (await parquetRows(join(stage.folder, "data", SERIES))).map((row) => JSON.stringify(row, text)),
    );
    const there = (await parquetRows(join(stage.there, SERIES))).map((row) => JSON.stringify(row, text));
    assert.ok(there.length > 0);
    assert.deepEqual(there.filter((row) => !here.has(row)), []);
  }));

const text = (_: string, value: unknown) => typeof value === "bigint" ? `${value}` : value;

Deno.test("a stop does not wait for a remote that hangs", () =>
  onSyncStage(async (stage) => {
    const { program, url } = await stage.record([], { env: stage.env });
    await untilSealed(stage.folder);
    const held = holdUp(stage.dav);
    await beginSync(url);
    await held.reached;
    const asked = performance.now();
    program.signal("SIGINT");
    assert.equal(await program.ended, 0);
    assert.ok(performance.now() - asked < 10_000);
    held.release();
  }));

Deno.test("without rclone everything else goes on, and the log says what to do", () =>
  onSyncStage(async (stage) => {
    const env = { ...stage.env, PATH: stage.folder };
    const { url } = await stage.record([], { env });
    await untilSealed(stage.folder);
    await beginSync(url);
    const { rclone_available, remotes } = await until(url, ({ remotes }) => remotes[0].last_error !== null);
    assert.equal(rclone_available, false);
    assert.match(remotes[0].last_error!, /rclone is not installed, or not in PATH; install rclone/);
    const { lines } = await (await fetch(`${url}/api/logs?tail=200`)).json() as { lines: string[] };
    assert.ok(lines.some((line) => /dav:tape: .*rclone is not installed/.test(line)), lines.join("\n"));
    assert.equal((await fetch(`${url}/health`)).status, 200);
  }));
