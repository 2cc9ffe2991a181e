import assert from "node:assert/strict";
import { join } from "@std/path";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import type { Settings } from "../../../cli/config/settings.ts";
import { type ConfigFolder, inConfigFolder, JOB } from "./folder.ts";

const LOOK_MS = 1_000;
const OTHER = JOB.replace("BTC", "ETH");

interface Watching extends ConfigFolder {
  settings: Settings;
  /** Lets the file be looked at `times` more times, and gives how often a change was told of meanwhile. */
  look(times: number): Promise<number>;
}

function watching(body: (watching: Watching) => Promise<void>): Promise<void> {
  return inConfigFolder(JOB, async (folder) => {
    const settings = await folder.open();
    const clock = new TestClock();
    let told = 0;
    const end = settings.watch(clock, () => void told++);
    async function look(times: number): Promise<number> {
      const before = told;
      for (let i = 0; i < times; i++) {
        await clock.advance(LOOK_MS);
        // Looks are real reads, which the clock does not wait for: the next one is set when one is done.
        while (clock.pending === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return told - before;
    }
    try {
      await body({ ...folder, settings, look });
    } finally {
      end();
    }
    assert.equal(clock.pending, 0);
  });
}

Deno.test("a file that is written in place is told of once, when it was found the same twice", () =>
  watching(async ({ look, write }) => {
    assert.equal(await look(3), 0);
    await write(OTHER);
    assert.equal(await look(1), 0);
    assert.equal(await look(1), 1);
    assert.equal(await look(3), 0);
  }));

Deno.test("a file that an editor puts in the place of the old one is told of", () =>
  watching(async ({ look, path, folder }) => {
    const fresh = join(folder, "4913~");
    await Deno.writeTextFile(fresh, OTHER);
    await Deno.rename(fresh, path);
    assert.equal(await look(3), 1);
  }));

Deno.test("a file that is written in parts is told of when it is whole", () =>
  watching(async ({ look, write, settings }) => {
    await look(1);
    await write(OTHER.slice(0, 20));
    assert.equal(await look(1), 0);
    await write(OTHER);
    assert.equal(await look(1), 0);
    assert.equal(await look(2), 1);
    assert.equal((await settings.read()).file.stream_jobs[0].pairs[0], "ETH/USDT");
  }));

Deno.test("what we save ourselves is not told of, nor what was read meanwhile", () =>
  watching(async ({ look, write, settings }) => {
    await settings.change((file) => ({ ...file, alerts: { max_consecutive_errors: 5 } }), null);
    assert.equal(await look(3), 0);
    await write(OTHER);
    settings.use(await settings.read());
    assert.equal(await look(3), 0);
  }));

Deno.test("an error is told of once, and so is its end, also when the file is as it was before", () =>
  watching(async ({ look, write, settings }) => {
    const before = settings.inForce();
    await write("stream_jobs: [\n");
    assert.equal(await look(3), 1);
    await assert.rejects(settings.read(), /line 2, column 1/);
    assert.equal(settings.inForce(), before);
    await write(JOB);
    assert.equal(await look(3), 1);
    assert.equal((await settings.read()).version, before.version);
  }));

Deno.test("a file that is gone or cannot be read is told of, and so is its return", () =>
  watching(async ({ look, write, path, settings }) => {
    await Deno.remove(path);
    assert.equal(await look(3), 1);
    await assert.rejects(settings.read(), /there is no such file/);
    await Deno.mkdir(path);
    assert.equal(await look(3), 1);
    await assert.rejects(settings.read(), /it is a folder/);
    await Deno.remove(path);
    await Deno.writeFile(path, new Uint8Array([0xff, 0xfe, 0x41]));
    assert.equal(await look(3), 1);
    await assert.rejects(settings.read(), /it is no UTF-8 text/);
    await write(JOB);
    assert.equal(await look(3), 1);
  }));
