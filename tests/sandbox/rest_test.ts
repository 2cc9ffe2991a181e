import { deepStrictEqual as equal, ok } from "node:assert";
import { areContiguous, clockFrom, getJson, NOON_MS, withSandbox } from "./support.ts";

interface Agg {
  a: number;
  p: string;
  q: string;
  f: number;
  l: number;
  T: number;
  m: boolean;
  M: boolean;
}
type Kline = [
  openMs: number,
  open: string,
  high: string,
  low: string,
  close: string,
  ...rest: (string | number)[],
];

const REST = "/api.binance.com/api/v3";

Deno.test("REST answers with the real host as first segment of the path, and without it", () =>
  withSandbox({}, async ({ url }) => {
    equal(await getJson(`${url}/api/v3/ping`), {});
    equal(await getJson(`${url}/https/api.binance.com/api/v3/ping`), {});
    const { serverTime } = await getJson<{ serverTime: number }>(`${url}${REST}/time`);
    ok(serverTime >= NOON_MS && serverTime < NOON_MS + 60_000);
  }));

Deno.test("aggTrades pages by id without overlap or hole, and its raw spans follow each other", () =>
  withSandbox({}, async ({ url }) => {
    const first = await getJson<Agg[]>(`${url}${REST}/aggTrades?symbol=BTCUSDT&fromId=1000&limit=1000`);
    const next = await getJson<Agg[]>(`${url}${REST}/aggTrades?symbol=BTCUSDT&fromId=${first.at(-1)!.a + 1}`);
    equal([first.length, next.length, first[0].a], [1000, 500, 1000]);
    const all = [...first, ...next];
    ok(areContiguous(all.map(({ a }) => a)));
    ok(all.every(({ f }, i) => i === 0 || f === all[i - 1].l + 1));
    ok(all.every(({ p, q, M }) => /^\d+\.\d{8}$/.test(p) && /^\d+\.\d{8}$/.test(q) && M));
  }));

Deno.test("aggTrades takes both times as inclusive, and gives the last trades where there is no start", () =>
  withSandbox({}, async ({ url }) => {
    const last = await getJson<Agg[]>(`${url}${REST}/aggTrades?symbol=ETHUSDT&limit=1000`);
    const [from, to] = [last[10].T, last[900].T];
    const within = await getJson<Agg[]>(
      `${url}${REST}/aggTrades?symbol=ETHUSDT&startTime=${from}&endTime=${to}&limit=1000`,
    );
    equal(within, last.filter(({ T }) => T >= from && T <= to));
    const until = await getJson<Agg[]>(`${url}${REST}/aggTrades?symbol=ETHUSDT&endTime=${to}&limit=5`);
    equal(until, last.filter(({ T }) => T <= to).slice(-5));
  }));

Deno.test("nothing of the future is ever answered", () =>
  withSandbox({}, async ({ url }) => {
    const later = NOON_MS + 3_600_000;
    const trades = await getJson<Agg[]>(`${url}${REST}/aggTrades?symbol=BTCUSDT&limit=1000&endTime=${later}`);
    const { serverTime } = await getJson<{ serverTime: number }>(`${url}${REST}/time`);
    ok(trades.at(-1)!.T <= serverTime);
    equal(await getJson(`${url}${REST}/aggTrades?symbol=BTCUSDT&startTime=${later}`), []);
    equal(await getJson(`${url}${REST}/aggTrades?symbol=BTCUSDT&fromId=999999999999`), []);
  }));

Deno.test("klines give the first candles after a start, and else the last with the open one", () =>
  withSandbox({ now: () => NOON_MS }, async ({ url }) => {
    const start = NOON_MS - 7_200_000 + 1;
    const first = await getJson<Kline[]>(
      `${url}${REST}/klines?symbol=BTCUSDT&interval=1m&startTime=${start}&limit=3`,
    );
    const noon = Math.floor(NOON_MS / 60_000) * 60_000;
    equal(first.map(([openMs]) => openMs), [1, 2, 3].map((i) => noon - 7_200_000 + i * 60_000));
    const last = await getJson<Kline[]>(`${url}${REST}/klines?symbol=BTCUSDT&interval=1m&limit=2`);
    equal(last.map(([openMs]) => openMs), [noon - 60_000, noon]);
    equal(last[1][6], noon + 59_999);
    equal(last[0].length, 12);
  }));

Deno.test("klines fold: an hour is what its minutes say", () =>
  withSandbox({}, async ({ url }) => {
    const startTime = Date.UTC(2022, 5, 1, 7), query = `symbol=QUIETUSDT&startTime=${startTime}`;
    const [hour] = await getJson<Kline[]>(`${url}${REST}/klines?${query}&interval=1h&limit=1`);
    const minutes = await getJson<Kline[]>(`${url}${REST}/klines?${query}&interval=1m&limit=60`);
    const column = (i: number) => minutes.map((row) => Number(row[i]));
    equal([hour[1], hour[4]], [minutes[0][1], minutes[59][4]]);
    equal([Number(hour[2]), Number(hour[3])], [Math.max(...column(2)), Math.min(...column(3))]);
    for (const i of [5, 7, 8, 9, 10]) {
      ok(Math.abs(Number(hour[i]) - column(i).reduce((a, b) => a + b)) < 1e-6, `column ${i}`);
    }
    ok(minutes.some((row) => row[8] === 0 && row[5] === "0.00000000"), "a quiet hour has empty minutes");
  }));

Deno.test("a symbol has klines from its listing on, none in a halt, and none after its delisting", () =>
  withSandbox({}, async ({ url }) => {
    const opens = async (query: string) =>
      (await getJson<Kline[]>(`${url}${REST}/klines?${query}`)).map(([openMs]) => openMs);
    equal(
      (await opens("symbol=FRESHUSDT&interval=1d&startTime=0&limit=2")).map((ms) =>
        new Date(ms).toISOString()
      ),
      ["2024-03-12T00:00:00.000Z", "2024-03-13T00:00:00.000Z"],
    );
    const three = Date.UTC(2024, 4, 1, 3);
    equal(
      await opens(`symbol=PAUSEUSDT&interval=1m&startTime=${three - 60_000}&limit=2`),
      [three - 60_000, three + 20 * 60_000],
    );
    equal(await opens(`symbol=GONEUSDT&interval=1d&startTime=${Date.UTC(2023, 5, 30)}`), []);
    equal(await opens("symbol=GONEUSDT&interval=1d&limit=1"), [Date.UTC(2023, 5, 29)]);
  }));

Deno.test("exchangeInfo lists what is or was traded by now, with its status", () =>
  withSandbox({ now: clockFrom(Date.UTC(2024, 0, 10, 3, 10)) }, async ({ url }) => {
    interface Info {
      symbols: { symbol: string; status: string; filters: { filterType: string }[] }[];
    }
    const { symbols } = await getJson<Info>(`${url}${REST}/exchangeInfo`);
    equal(Object.fromEntries(symbols.map(({ symbol, status }) => [symbol, status])), {
      BTCUSDT: "TRADING",
      ETHUSDT: "TRADING",
      QUIETUSDT: "TRADING",
      PAUSEUSDT: "HALT",
      GONEUSDT: "BREAK",
    });
    const two = await getJson<Info>(`${url}${REST}/exchangeInfo?symbols=["ETHUSDT","GONEUSDT"]`);
    equal(two.symbols.map(({ symbol }) => symbol), ["ETHUSDT", "GONEUSDT"]);
  }));

Deno.test("a wrong request is refused in Binance's words", () =>
  withSandbox({}, async ({ url }) => {
    const cases: [query: string, status: number, code: number][] = [
      ["klines?symbol=NOPEUSDT&interval=1m", 400, -1121],
      ["klines?symbol=BTC/USDT&interval=1m", 400, -1100],
      ["klines?interval=1m", 400, -1102],
      ["klines?symbol=BTCUSDT&interval=7m", 400, -1120],
      ["klines?symbol=BTCUSDT&interval=1m&limit=ten", 400, -1100],
      ["aggTrades?symbol=BTCUSDT&fromId=1&startTime=1", 400, -1128],
      ["depth?symbol=BTCUSDT&depth=5", 400, -1104],
      ["nothing", 404, -1000],
    ];
    for (const [query, status, code] of cases) {
      const response = await fetch(`${url}${REST}/${query}`), body = await response.json();
      equal([query, response.status, body.code], [query, status, code]);
      ok(body.msg.length > 10);
    }
  }));

Deno.test("each answer says what it weighed", () =>
  withSandbox({}, async ({ url }) => {
    const weights: [query: string, weight: number][] = [
      ["ping", 1],
      ["exchangeInfo", 20],
      ["klines?symbol=BTCUSDT&interval=1m&limit=1", 2],
      ["aggTrades?symbol=BTCUSDT&limit=1", 4],
      ["depth?symbol=BTCUSDT", 5],
      ["depth?symbol=BTCUSDT&limit=500", 25],
      ["depth?symbol=BTCUSDT&limit=1000", 50],
      ["depth?symbol=BTCUSDT&limit=5000", 250],
    ];
    let used = 0;
    for (const [query, weight] of weights) {
      const response = await fetch(`${url}${REST}/${query}`);
      await response.body?.cancel();
      equal(response.headers.get("x-mbx-used-weight-1m"), String(used += weight));
      equal(response.headers.get("x-mbx-used-weight"), String(used));
    }
  }));
