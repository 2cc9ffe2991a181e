import assert from "node:assert/strict";
import { createReadHost, type ReadAnswer } from "../../../actors/archive/reader/host.ts";
import type { ReadRequest } from "../../../actors/archive/reader/messages.ts";
import { sealAll } from "../../../actors/archive/seal.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { ofTrades, rigOn, temporaryDisk, TRADES, trades } from "../samples.ts";

const REQUEST: ReadRequest = {
  exchange: "sandbox",
  pair: "BTC/USDT",
  type: "trades",
  fromUs: -Infinity,
  toUs: Infinity,
  format: "csv",
  time: "us",
  limit: 1000,
  nowUs: 2e15,
};

async function withHost(
  test: (host: ReturnType<typeof createReadHost>, clock: TestClock, root: string) => Promise<void>,
) {
  using folder = temporaryDisk();
  const { archive, journal } = rigOn(folder.disk);
  const writer = journal(2);
  await writer.append({ key: TRADES, rows: ofTrades(trades(0, 60_000)) });
  await writer.close();
  await sealAll(archive, "sandbox", () => true);
  const clock = new TestClock();
  const host = createReadHost({ dataFolder: folder.root, clock });
  try {
    await test(host, clock, folder.root);
  } finally {
    host.stop();
  }
}

function rowsOf(answer: ReadAnswer): ReadableStream<Uint8Array<ArrayBuffer>> {
  assert(answer.type === "rows");
  return answer.pieces;
}

Deno.test("no more pieces are made than are taken, but for one", () =>
  withHost(async (host) => {
    const reader = rowsOf(await host.read(REQUEST)).getReader();
    let pieces = 0;
    for (; !(await reader.read()).done; pieces++);
    assert(pieces >= 8, `${pieces} pieces`);
    const idle = rowsOf(await host.read(REQUEST));
    // A read that nobody takes from holds up no other.
    assert.equal((await new Response(rowsOf(await host.read(REQUEST))).text()).split("\n").length, 60_002);
    await idle.cancel();
  }));

Deno.test("only so many reads are under way at once; those that end make room", () =>
  withHost(async (host) => {
    const open: ReadAnswer[] = [];
    for (let n = 0; n < 8; n++) open.push(await host.read(REQUEST));
    assert.equal((await host.read(REQUEST)).type, "busy");
    await rowsOf(open[0]).cancel();
    const again = await host.read(REQUEST);
    assert.equal(again.type, "rows");
    for (const answer of [...open.slice(1), again]) await rowsOf(answer).cancel();
  }));

Deno.test("a Worker that has nothing to do ends after 30 s, and the next read has a new one", () =>
  withHost(async (host, clock) => {
    for (let n = 0; n < 2; n++) {
      await new Response(rowsOf(await host.read(REQUEST))).text();
      assert.deepEqual(clock.pending, 1, "only while there is a Worker");
      await clock.advance(30_000);
      assert.deepEqual(clock.pending, 0);
    }
  }));

Deno.test("a damaged file fails its own read alone", () =>
  withHost(async (host, _clock, root) => {
    const path = `${root}/${TRADES}/2024-03-05.part-2-0.parquet`;
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.slice().fill(0xa5, 1000, 3000));
    await assert.rejects(host.read(REQUEST), /Cannot read ".*2024-03-05.*": /);
    await Deno.writeFile(path, bytes);
    assert.equal((await new Response(rowsOf(await host.read(REQUEST))).text()).split("\n").length, 60_002);
  }));

Deno.test("questions are answered while as many reads are under way as may be", () =>
  withHost(async (host) => {
    const open: ReadAnswer[] = [];
    for (let n = 0; n < 8; n++) open.push(await host.read(REQUEST));
    const described = await host.ask({ type: "describe", key: TRADES, nowUs: REQUEST.nowUs });
    assert(described && described !== "busy");
    assert.equal(described.rows, 60_000);
    const many = Array.from({ length: 40 }, () => host.ask({ type: "describe", key: TRADES, nowUs: 2e15 }));
    const answers = await Promise.all(many);
    assert.equal(answers.filter((answer) => answer === "busy").length, 8);
    for (const answer of open) await rowsOf(answer).cancel();
    assert.equal((await host.read(REQUEST)).type, "rows");
  }));

Deno.test("a Worker that ends answers no question, and the next question has a new one", () =>
  withHost(async (host) => {
    const asked = host.ask({ type: "growth", days: 3, nowUs: 2e15 });
    host.stop();
    await assert.rejects(asked, /the recorder is stopping/);
    const days = await host.ask({ type: "growth", days: 3, nowUs: 2e15 });
    assert(days !== "busy");
    assert.equal(days.length, 3);
  }));

Deno.test("bytes that the Parquet reader traps on are named in the chart, and do no harm to the next one", () =>
  withHost(async (host, _clock, root) => {
    const request = { key: TRADES, fromUs: null, toUs: null, points: 100, nowUs: 2e15 };
    const path = `${root}/${TRADES}/2024-03-05.part-2-0.parquet`;
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.slice().fill(0xa5, 1000, bytes.length - 10_000));
    const damaged = await host.ask({ type: "chart", request });
    assert(damaged && damaged !== "busy");
    assert.match(damaged.problem!, /^Cannot read ".*2024-03-05.*": /);
    assert(damaged.buckets.some(({ unreadable }) => unreadable));
    await Deno.writeFile(path, bytes);
    const sound = await host.ask({ type: "chart", request });
    assert(sound && sound !== "busy");
    assert.equal(sound.buckets.reduce((sum, { n = 0 }) => sum + n, 0), 60_000);
  }));
