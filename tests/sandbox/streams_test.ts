import { deepStrictEqual as equal, ok } from "node:assert";
import { areContiguous, clockFrom, connect, getJson, withSandbox } from "./support.ts";

interface Sent {
  connections: { closedMs: number | null; streams: SentStream[] }[];
}
interface SentStream {
  stream: string;
  unsubscribedMs: number | null;
  frames: number;
  firstId: number;
  lastId: number;
  skipped: number[][];
}

Deno.test("aggTrade sends every trade once, never before its time, and equal to REST's row", () =>
  withSandbox({}, async (sandbox) => {
    const client = await connect(sandbox, "/stream.binance.com:9443/ws/btcusdt@aggTrade");
    await client.until(() => client.texts.length >= 60);
    const frames = client.texts.map((text) => JSON.parse(text)); // more come while REST is asked
    ok(areContiguous(frames.map(({ a }) => a)));
    const query = `symbol=BTCUSDT&fromId=${frames[0].a}&limit=${frames.length}`;
    const rows = await getJson<Record<string, unknown>[]>(`${sandbox.url}/api/v3/aggTrades?${query}`);
    frames.forEach(({ e, E, s, ...row }, i) => {
      equal([e, s, row], ["aggTrade", "BTCUSDT", rows[i]]);
      ok(E >= row.T && E < row.T + 1000);
    });
    await client.close();
  }));

Deno.test("the trade stream sends the raw trades of the same aggregates", () =>
  withSandbox({}, async (sandbox) => {
    const client = await connect(sandbox, "/stream?streams=ethusdt@trade/ethusdt@aggTrade");
    await client.until(() => client.events("aggTrade").length >= 30);
    const raw = client.events("trade"), frames = JSON.parse(client.texts[0]);
    ok(frames.stream.startsWith("ethusdt@") && frames.data);
    ok(areContiguous(raw.map(({ t }) => t)) && raw[0].a === undefined);
    const [{ t: from }, { t: to }] = [raw[0], raw.at(-1)!];
    ok(raw.length > client.events("aggTrade").length && to - from + 1 === raw.length);
    await client.close();
  }));

Deno.test("SUBSCRIBE and UNSUBSCRIBE work while connected, and unknown streams are accepted in silence", () =>
  withSandbox({}, async (sandbox) => {
    const client = await connect(sandbox, "/ws/0");
    client.send({
      method: "SUBSCRIBE",
      params: ["btcusdt@aggTrade", "nope@aggTrade", "BTCUSDT@trade"],
      id: 1,
    });
    await client.until(() => client.events("aggTrade").length > 3);
    equal(JSON.parse(client.texts[0]), { result: null, id: 1 });
    client.send({ method: "LIST_SUBSCRIPTIONS", id: "two" });
    client.send({ method: "UNSUBSCRIBE", params: ["btcusdt@aggTrade"], id: 3 });
    await client.until(() => client.texts.some((text) => text.includes('"id":3')));
    const end = client.texts.length;
    equal(
      JSON.parse(client.texts.find((text) => text.includes("two"))!),
      { result: ["btcusdt@aggTrade", "nope@aggTrade", "BTCUSDT@trade"], id: "two" },
    );
    client.send({ method: "SUBSCRIBE", params: ["btcusdt@depth@100ms"], id: 4 });
    await client.until(() => client.events("depthUpdate").length > 1);
    ok(client.texts.slice(end).every((text) => !text.includes("aggTrade")));
    await client.close();
  }));

Deno.test("combined frames can be switched on, and a wrong message is answered with an error", () =>
  withSandbox({}, async (sandbox) => {
    const client = await connect(sandbox, "/ws/btcusdt@aggTrade");
    client.send({ method: "SET_PROPERTY", params: ["combined", true], id: 1 });
    await client.until(() => client.texts.some((text) => text.startsWith('{"stream":"btcusdt@aggTrade"')));
    client.send("{oops");
    client.send({ method: "SUBSCRIBE", params: "btcusdt@trade", id: 2 });
    const errors = () => client.texts.map((text) => JSON.parse(text)).filter(({ error }) => error);
    await client.until(() => errors().length === 2);
    equal(errors().map(({ error }) => error.code), [3, 2]);
    await client.close();
  }));

Deno.test("depth updates follow each other, ten a second", () =>
  withSandbox({}, async (sandbox) => {
    const client = await connect(sandbox, "/ws/btcusdt@depth@100ms");
    await client.until(() => client.texts.length >= 6);
    const updates = client.events("depthUpdate");
    ok(updates.every(({ U }, i) => i === 0 || U === updates[i - 1].u + 1));
    ok(updates.every(({ U, u }) => u > U));
    await client.close();
  }));

Deno.test("a candle is pushed while open, and once more with x true at its close", () =>
  withSandbox({ now: clockFrom(Date.UTC(2024, 4, 15, 12, 0, 57, 900)) }, async (sandbox) => {
    const client = await connect(sandbox, "/ws/quietusdt@kline_1m/btcusdt@kline_1m");
    const closed = () => client.events("kline").filter(({ k }) => k.x);
    await client.until(() => closed().length === 2);
    const [open] = client.events("kline"), final = closed().find(({ k }) => k.s === "BTCUSDT")!;
    equal([open.k.x, open.k.t], [false, final.k.t]);
    const query = `symbol=BTCUSDT&interval=1m&startTime=${final.k.t}&limit=1`;
    const [row] = await getJson<unknown[][]>(`${sandbox.url}/api/v3/klines?${query}`);
    equal(["t", "o", "h", "l", "c", "v", "T", "q", "n", "V", "Q", "B"].map((column) => final.k[column]), row);
    await client.close();
  }));

Deno.test("the ledger says which ids each subscription was sent", () =>
  withSandbox({}, async (sandbox) => {
    const client = await connect(sandbox, "/ws/btcusdt@aggTrade/btcusdt@depth@100ms");
    await client.until(() =>
      client.events("aggTrade").length > 20 && client.events("depthUpdate").length > 1
    );
    await client.close();
    const [{ closedMs, streams }] = (await getJson<Sent>(`${sandbox.url}/_sandbox/sent`)).connections;
    const trades = client.events("aggTrade"), [sent] = streams;
    ok(closedMs !== null && sent.unsubscribedMs !== null);
    equal([sent.stream, sent.firstId, sent.skipped], ["btcusdt@aggTrade", trades[0].a, []]);
    ok(sent.lastId >= trades.at(-1)!.a && sent.frames === sent.lastId - sent.firstId + 1);
    equal(streams[1].firstId, client.events("depthUpdate")[0].U);
  }));

Deno.test("20,000 trades a second reach a client without a hole", () =>
  withSandbox({ rate: 20_000 }, async (sandbox) => {
    const client = await connect(sandbox, "/ws/btcusdt@aggTrade");
    await client.until(() => client.texts.length >= 40_000);
    const ids = client.texts.map((text) => Number(/"a":(\d+)/.exec(text)![1]));
    ok(areContiguous(ids));
    const { connections } = await getJson<Sent>(`${sandbox.url}/_sandbox/sent`);
    equal([connections[0].streams[0].firstId, connections[0].streams[0].skipped], [ids[0], []]);
    await client.close();
  }));
