import assert from "node:assert/strict";
import type { Disk } from "../../../actors/archive/disk.ts";
import { EPOCH_PATH } from "../../../actors/archive/layout.ts";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { recover } from "../../../actors/archive/recover.ts";
import { HOUR_US, rigOn, temporaryDisk, trade } from "../samples.ts";
import {
  contradictions,
  DAY_US,
  makeArchive,
  NOW_US,
  remarks,
  report,
  sealSegments,
  settle,
} from "./market.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";

/** A disk that lets `look` see the folder after each step that changes it. */
function watched(disk: Disk, look: () => void): Disk {
  const after = <A extends unknown[], R>(step: (...args: A) => R) => (...args: A): R => {
    const result = step(...args);
    look();
    return result;
  };
  return {
    ...disk,
    create: after(disk.create),
    rename: after(disk.rename),
    remove: after(disk.remove),
    truncate: after(disk.truncate),
    openAppend: (path) => {
      const file = disk.openAppend(path);
      return { ...file, write: after((bytes: Uint8Array) => file.write(bytes)) };
    },
  };
}

Deno.test("no step of sealing, merging and recovery leaves a contradiction, and what is unfinished is remarked", async () => {
  using folder = temporaryDisk();
  const states: string[] = [];
  const look = () => {
    const state = Deno.makeTempDirSync({ prefix: "tapedeck-state-" });
    states.push(state);
    copy(folder.root, state);
  };
  try {
    await makeArchive(watched(folder.disk, look));
    const rig = rigOn(watched(folder.disk, look), new TestClock(DAY_US / 1000 + 50 * 3_600_000));
    const late = Array.from({ length: 10 }, (_, i) => trade(300 + i, DAY_US + (300 + i) * 1e6));
    await sealSegments(rig, 4, late);
    await settle(rig);
    await recover(rig.archive);
    const seen = new Set<string>();
    for (const state of states) {
      const disk = openRealDisk(state);
      for (const depth of ["ledger", "rows"] as const) {
        assert.deepEqual(await contradictions(disk, { depth }), [], state);
      }
      for (const words of await remarks(disk)) seen.add(words.replace(/^\S+ /, "").replace(/\d\S*/g, "…"));
    }
    assert.ok(states.length > 40, `${states.length} steps`);
    for (
      const words of [
        "is sealed and not in the ledger yet; its segment is still there",
        "is merged and not in the ledger yet",
        "is merged anew and not in the ledger yet",
        "went into … and will be removed",
      ]
    ) assert.ok(seen.has(words), `${words}: ${[...seen].join("\n")}`);
  } finally {
    for (const state of states) Deno.removeSync(state, { recursive: true });
  }
});

function copy(from: string, to: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (!isDirectory) {
      Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
      continue;
    }
    Deno.mkdirSync(`${to}/${name}`);
    copy(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Behind the days that the busy archiver makes. */
const LATER_US = NOW_US + 600 * HOUR_US;

Deno.test("beside an archiver that seals, merges and purges all the time, nothing contradicts", async () => {
  using folder = temporaryDisk();
  Deno.mkdirSync(`${folder.root}/.tapedeck`);
  Deno.writeTextFileSync(`${folder.root}/${EPOCH_PATH}`, "1000\n");
  const archiver = new Worker(new URL("./busy_worker.ts", import.meta.url), { type: "module" });
  const failed = Promise.withResolvers<never>();
  archiver.onerror = (event) => failed.reject(new Error(event.message));
  let isOver = false;
  archiver.onmessage = ({ data }) => isOver = data.day === null;
  archiver.postMessage(folder.root);
  let looks = 0;
  try {
    for (; !isOver; looks++) {
      const depth = looks % 4 === 0 ? "rows" : "ledger";
      const found = contradictions(folder.disk, { depth, nowUs: LATER_US });
      assert.deepEqual(await Promise.race([found, failed.promise]), []);
      await new Promise((done) => setTimeout(done));
    }
  } finally {
    archiver.terminate();
  }
  const [trades] = (await report(folder.disk, { depth: "rows", nowUs: LATER_US })).series;
  assert.equal(trades.files.reduce((sum, { rows }) => sum + rows, 0), 4000);
  assert.ok(looks > 20, `${looks} looks`);
});
