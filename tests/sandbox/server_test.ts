import { deepStrictEqual as equal, ok, throws } from "node:assert";
import { startSandbox } from "../../sandbox/server.ts";
import { fault, getJson, withSandbox } from "./support.ts";

Deno.test("options that are left out, or undefined, take their defaults", () =>
  withSandbox(
    { rate: undefined, seed: undefined, timeScale: undefined, port: undefined },
    async ({ url }) => {
      const [first] = await getJson<{ T: number }[]>(
        `${url}/api/v3/aggTrades?symbol=BTCUSDT&fromId=1&limit=1`,
      );
      const [next] = await getJson<{ T: number }[]>(
        `${url}/api/v3/aggTrades?symbol=BTCUSDT&fromId=${8 * 86_400 + 1}&limit=1`,
      );
      equal([first.T, next.T].map((ms) => new Date(ms).toISOString().slice(0, 10)), [
        "2020-01-01",
        "2020-01-02",
      ]);
    },
  ));

Deno.test("options out of range, and a port that is taken, are refused with a reason", () =>
  withSandbox({}, ({ port }) => {
    const start = (options: Record<string, number>) => () => startSandbox({ now: Date.now, ...options });
    throws(start({ rate: 50_001 }), /rate must be above 0 and at most 50000/);
    throws(start({ timeScale: 0 }), /Cannot scale time by 0/);
    throws(start({ port }), new RegExp(`Cannot listen on 127.0.0.1:${port}`));
    return Promise.resolve();
  }));

Deno.test("a time scale shortens a Retry-After that was asked for", () =>
  withSandbox({ timeScale: 10 }, async (sandbox) => {
    await fault(sandbox, { kind: "status", status: 429, retryAfterS: 30, count: 1 });
    const response = await fetch(`${sandbox.url}/api/v3/ping`);
    await response.body?.cancel();
    equal(response.headers.get("retry-after"), "3");
  }));

Deno.test("what it does not serve is a 404 that says what it is, and it lists no contracts", () =>
  withSandbox({}, async ({ url }) => {
    const response = await fetch(url);
    equal(response.status, 404);
    ok((await response.text()).includes("/api/v3"));
    equal(await getJson(`${url}/fapi.binance.com/fapi/v1/exchangeInfo`), { symbols: [] });
  }));
