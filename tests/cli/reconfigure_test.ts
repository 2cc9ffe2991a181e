/** The settings in force and what follows them, over a real file. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { realClock } from "../../actors/kernel/clock.ts";
import { openSettings } from "../../cli/config/settings.ts";
import type { Prepared } from "../../cli/prepared.ts";
import { createReconfigure } from "../../cli/reconfigure.ts";
import type { Config } from "../../schemas/config.ts";
import { openConsole } from "./console.ts";

const JOB = { exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] };
const configOf = (more: Record<string, unknown> = {}) => ({ stream_jobs: [JOB], ...more });
const withPort = (ui_port: number) => configOf({ settings: { ui_port } });
const BAD = configOf({ settings: { ui_prot: 1 } });

async function onStage(body: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-" });
  try {
    await Deno.writeTextFile(join(folder, "tapedeck.yaml"), JSON.stringify(configOf()));
    await body(await stage(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

type Stage = Awaited<ReturnType<typeof stage>>;

/** What follows the settings is a port, which may be taken. */
async function stage(folder: string) {
  const path = join(folder, "tapedeck.yaml");
  const settings = await openSettings({}, openConsole({ cwd: folder, clock: realClock() }).environment);
  const story: string[] = [];
  const reconfigure = createReconfigure({
    settings,
    async prepare({ config: { settings: { ui_port } } }): Promise<Prepared> {
      await Promise.resolve();
      if (ui_port === 666) throw new Error("Cannot listen on 666: the port is taken");
      story.push(`ready ${ui_port}`);
      return {
        commit: () => void story.push(`now ${ui_port}`),
        abandon: () => void story.push(`not ${ui_port}`),
      };
    },
    taken: ({ config }, from) => void story.push(`told ${config.settings.ui_port} from ${from}`),
    refused: (error) => void story.push(`refused: ${error}`),
  });
  return {
    ...reconfigure,
    settings,
    /** What happened since it was asked last. */
    story: () => story.splice(0),
    port: () => settings.inForce().config.settings.ui_port,
    write: (value: unknown) => Deno.writeTextFile(path, JSON.stringify(value)),
    read: () => Deno.readTextFile(path),
  };
}

Deno.test("a change is prepared, written, and in force at once with all that follows it", () =>
  onStage(async ({ save, story, port, read }) => {
    assert.equal((await save(withPort(9000), null)).type, "saved");
    assert.deepEqual(story(), ["ready 9000", "now 9000", "told 9000 from api"]);
    assert.equal(port(), 9000);
    assert.match(await read(), /9000/);
  }));

Deno.test("what cannot be had changes nothing, neither file nor settings, and is the answer", () =>
  onStage(async ({ save, story, port, read }) => {
    const before = await read();
    const change = await save(withPort(666), null);
    assert.deepEqual(change, { type: "invalid", error: "Cannot listen on 666: the port is taken" });
    assert.deepEqual([story(), port(), await read()], [[], 8080, before]);
  }));

Deno.test("a change of another version than the file's is a conflict, and nothing is prepared", () =>
  onStage(async ({ save, story, settings }) => {
    const { version } = settings.inForce();
    assert.deepEqual(await save(withPort(9000), "older"), { type: "conflict", version });
    assert.equal((await save(withPort(9000), version)).type, "saved");
    assert.deepEqual(story(), ["ready 9000", "now 9000", "told 9000 from api"]);
  }));

Deno.test("a config put as it is makes no news", () =>
  onStage(async ({ change, story }) => {
    assert.equal((await change((file: Config) => file, null)).type, "saved");
    assert.deepEqual(story(), ["ready 8080", "now 8080"]);
  }));

Deno.test("changes asked for at the same time come one after the other, each on top of the last", () =>
  onStage(async ({ change, story, settings }) => {
    const add = (pair: string) => (file: Config) => ({
      ...file,
      stream_jobs: [...file.stream_jobs, { ...JOB, pairs: [pair] }],
    });
    const pairs = Array.from({ length: 10 }, (_, n) => `P${n}/USDT`);
    const changes = await Promise.all(pairs.map((pair) => change(add(pair), null)));
    assert.ok(changes.every(({ type }) => type === "saved"));
    assert.deepEqual(settings.inForce().config.stream_jobs.map((job) => job.pairs[0]), [
      "BTC/USDT",
      ...pairs,
    ]);
    assert.equal(story().filter((line) => line.startsWith("told")).length, 10);
  }));

Deno.test("an edit with an error is told once, at a signal again, and news when it is mended", () =>
  onStage(async ({ reload, story, port, write }) => {
    await write(BAD);
    await reload("edit");
    await reload("edit");
    const [refused, ...rest] = story();
    assert.match(refused, /^refused: Cannot use .*tapedeck.yaml line 1: settings.ui_prot is no known key/);
    assert.deepEqual([rest, port()], [[], 8080]);
    await reload("signal");
    assert.deepEqual(story(), [refused]);
    await write(configOf());
    await reload("edit");
    assert.deepEqual(story(), ["ready 8080", "now 8080", "told 8080 from file"]);
  }));

Deno.test("an edit that cannot be had is refused as one with an error is", () =>
  onStage(async ({ reload, story, port, write }) => {
    await write(withPort(666));
    await reload("edit");
    assert.deepEqual(story(), ["refused: Cannot listen on 666: the port is taken"]);
    assert.equal(port(), 8080);
  }));

Deno.test("an edit that says what is in force already is no news", () =>
  onStage(async ({ reload, save, story }) => {
    await save(withPort(9000), null);
    story();
    await reload("edit");
    assert.deepEqual(story(), []);
  }));
