/** What is looked at when Prometheus asks: the journal's folder and this process. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { listJournal, processUse } from "../../../actors/control/metrics/mod.ts";

Deno.test("the journal is its segments as they lie in the folder, and nothing else that lies there", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-" });
  const disk = openRealDisk(folder);
  assert.deepEqual(listJournal(disk), []);
  const binance = join(folder, ".tapedeck/journal/binance");
  await Deno.mkdir(binance, { recursive: true });
  await Deno.writeFile(join(binance, "7-0.wal"), new Uint8Array(300));
  await Deno.writeFile(join(binance, "7-1.wal"), new Uint8Array(0));
  await Deno.writeTextFile(join(binance, "notes.txt"), "mine");
  assert.deepEqual(listJournal(disk), [
    { exchange: "binance", path: ".tapedeck/journal/binance/7-0.wal", sizeBytes: 300 },
    { exchange: "binance", path: ".tapedeck/journal/binance/7-1.wal", sizeBytes: 0 },
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a process knows its memory, its time, and how many files it has open", async () => {
  const before = processUse();
  assert.ok(before.residentBytes > 1e7, `${before.residentBytes}`);
  assert.ok(Math.abs(before.startedAt - Date.now()) < 3_600_000, `${before.startedAt}`);
  for (const end = Date.now() + 50; Date.now() < end;);
  assert.ok(processUse().cpuSeconds > before.cpuSeconds);

  const file = await Deno.open(await Deno.makeTempFile(), { read: true });
  if (Deno.build.os === "linux") assert.equal(processUse().openFiles, before.openFiles! + 1);
  file.close();
});
