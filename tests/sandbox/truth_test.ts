import { deepStrictEqual as equal, ok } from "node:assert";
import { areContiguous, getJson, NOON_MS, withSandbox } from "./support.ts";

interface Row {
  a: number;
  T: number;
}

Deno.test("the truth of a range of trades is half-open and equals what REST gives page by page", () =>
  withSandbox({ rate: 50 }, async ({ url }) => {
    const [from, to] = [NOON_MS - 600_000, NOON_MS - 500_000];
    const truth = await getJson<Row[]>(`${url}/_sandbox/truth/trades?symbol=BTCUSDT&from=${from}&to=${to}`);
    ok(truth.length > 3000 && areContiguous(truth.map(({ a }) => a)));
    ok(truth[0].T >= from && truth.at(-1)!.T < to);
    const pages: Row[] = [];
    for (let id = truth[0].a; id <= truth.at(-1)!.a; id += 1000) {
      pages.push(...await getJson<Row[]>(`${url}/api/v3/aggTrades?symbol=BTCUSDT&fromId=${id}&limit=1000`));
    }
    equal(truth, pages.slice(0, truth.length));
    ok(pages.slice(truth.length).every(({ T }) => T >= to));
  }));

Deno.test("the truth of candles is what klines answer, without the open one", () =>
  withSandbox({ now: () => NOON_MS }, async ({ url }) => {
    const from = NOON_MS - 3_600_000;
    const truth = await getJson<number[][]>(
      `${url}/_sandbox/truth/candles?symbol=QUIETUSDT&from=${from}&to=${NOON_MS}`,
    );
    const rows = await getJson<number[][]>(
      `${url}/api/v3/klines?symbol=QUIETUSDT&interval=1m&startTime=${from}`,
    );
    equal(truth, rows.slice(0, -1));
    const five = await getJson<number[][]>(
      `${url}/_sandbox/truth/candles?symbol=QUIETUSDT&from=${from}&to=${NOON_MS}&interval=5m`,
    );
    ok(five.length > 10 && five.every(([openMs]) => openMs % 300_000 === 0 && openMs >= from));
  }));

Deno.test("the truth tells nothing of the future", () =>
  withSandbox({ now: () => NOON_MS }, async ({ url }) => {
    const range = `symbol=BTCUSDT&from=${NOON_MS - 1000}&to=${NOON_MS + 86_400_000}`;
    const trades = await getJson<Row[]>(`${url}/_sandbox/truth/trades?${range}`);
    ok(trades.length > 0 && trades.at(-1)!.T <= NOON_MS);
    equal(await getJson(`${url}/_sandbox/truth/candles?${range}`), []);
  }));

Deno.test("a wrong question is answered with what is wrong", () =>
  withSandbox({}, async ({ url }) => {
    for (
      const query of [
        "trades?symbol=BTCUSDT&from=1",
        "trades?symbol=X&from=1&to=2",
        "candles?symbol=BTCUSDT&from=1&to=2&interval=7m",
      ]
    ) {
      const response = await fetch(`${url}/_sandbox/truth/${query}`);
      equal([query, response.status], [query, 400]);
      ok((await response.json()).error.length > 10);
    }
    const nothing = await fetch(`${url}/_sandbox/nothing`);
    equal([nothing.status, typeof (await nothing.json()).error], [404, "string"]);
  }));

Deno.test("a web page of another origin cannot control the sandbox", () =>
  withSandbox({}, async ({ url }) => {
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(`${url}/_sandbox/faults`, { headers });
      await response.body?.cancel();
      return response.status;
    };
    equal([await ask({ origin: "http://example.org" }), await ask({ origin: url }), await ask({})], [
      403,
      200,
      200,
    ]);
  }));
