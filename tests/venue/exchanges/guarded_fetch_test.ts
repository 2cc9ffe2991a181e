import assert from "node:assert/strict";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { createBudget } from "../../../actors/venue/budget.ts";
import type { VenueFault } from "../../../actors/venue/contract.ts";
import { type FetchLimits, guardedFetch } from "../../../actors/venue/exchanges/guarded_fetch.ts";

const START = Date.UTC(2024, 0, 1);
const DATE = "Mon, 01 Jan 2024 00:00:05 GMT";

type Handler = (request: Request) => Response | Promise<Response>;

interface Asked {
  response?: Response;
  fault?: VenueFault;
  clock: TestClock;
  waitUntil: number | null;
  used: number;
  exchangeMs?: number;
}

/** Asks a real server once; time passes only while the answer is waited for. */
async function ask(
  handler: Handler | string,
  { limits, url, signal, ended = () => {} }: {
    limits?: Partial<FetchLimits>;
    url?: string;
    signal?: AbortSignal;
    /** Called before the server stops. */
    ended?: () => void;
  } = {},
): Promise<Asked> {
  const server = typeof handler === "string" ? serveBytes(handler) : serve(handler);
  const clock = new TestClock(START);
  const budget = createBudget(clock);
  const fetchGuarded = guardedFetch({
    exchange: "binance",
    fetch,
    clock,
    budget,
    weightLimit: 6000,
    limits: { headersMs: 1e9, bodyMs: 1e9, quietMs: 1e9, maxBytes: 1e6, ...limits },
  });
  const asked: Partial<Asked> = {};
  let done = false;
  const answer = fetchGuarded(url ?? `${server.url}/api/v3/klines`, {}, {
    signal: signal ?? new AbortController().signal,
    heard: (exchangeMs) => asked.exchangeMs = exchangeMs,
  }).then((response) => asked.response = response, (error) => {
    asked.fault = error;
  }).finally(() => done = true);
  while (!done) await clock.advance(100);
  await answer;
  ended();
  await server.stop();
  return { ...asked, clock, used: budget.state().used, waitUntil: budget.state().waitUntil };
}

function serve(handler: Handler) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handler);
  return { url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

/** Answers the first connection with exactly these bytes, and closes it. */
function serveBytes(bytes: string) {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const served = (async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(4096));
    await connection.write(new TextEncoder().encode(bytes));
    connection.close();
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    async stop() {
      await served;
      listener.close();
    },
  };
}

function answering(status: number, body: string, headers: Record<string, string> = {}): Handler {
  return () => new Response(body, { status, headers: { date: DATE, ...headers } });
}

Deno.test("a JSON answer comes through whole, and its time and weight are told", async () => {
  const asked = await ask(answering(200, `[["1.5"]]`, { "x-mbx-used-weight-1m": "1500" }));
  assert.deepEqual(await asked.response!.json(), [["1.5"]]);
  assert.equal(asked.exchangeMs, Date.parse(DATE));
  assert.equal(asked.used, 0.25);
});

Deno.test("429 is a rate limit that lasts as Retry-After says, for the whole budget", async () => {
  const { fault, clock, waitUntil } = await ask(answering(429, `{"code":-1003}`, { "retry-after": "7" }));
  assert.equal(fault?.kind, "rate-limit");
  assert.equal(fault?.retryAfterMs, 7_000);
  assert.ok(waitUntil! >= START + 7_000 && waitUntil! <= clock.now() + 7_000);
  assert.match(fault!.message, /Cannot ask binance \/api\/v3\/klines: HTTP 429 \{"code":-1003\}/);
});

Deno.test("Retry-After may be a date, which is read by the exchange's clock", async () => {
  const { fault } = await ask(answering(429, "", { "retry-after": "Mon, 01 Jan 2024 00:01:00 GMT" }));
  assert.equal(fault!.retryAfterMs, 55_000);
});

Deno.test("418 without Retry-After is taken for a ban of two minutes", async () => {
  const { fault } = await ask(answering(418, ""));
  assert.deepEqual([fault?.kind, fault?.retryAfterMs], ["rate-limit", 120_000]);
});

for (
  const [what, handler, kind] of [
    ["a proxy's page with status 503", answering(503, "<html>unavailable</html>"), "network"],
    ["a block by address (403)", answering(403, "denied"), "network"],
    ["a refusal of the country (451)", answering(451, "{}"), "final"],
    ["a refused request (400)", answering(400, `{"code":-1100}`), "garbage"],
    ["a page with status 200", answering(200, "<html>welcome</html>"), "garbage"],
    ["half of a JSON text", answering(200, `[{"a":1},{"a"`), "garbage"],
    ["nothing with status 200", answering(200, ""), "garbage"],
    ["a redirect", answering(302, "", { location: "/elsewhere" }), "network"],
  ] as const
) {
  Deno.test(`${what} is refused as ${kind}`, async () => {
    assert.equal((await ask(handler)).fault?.kind, kind);
  });
}

Deno.test("an answer that stops in the middle of its body times out", async () => {
  const { fault, clock } = await ask(stallingBody, { limits: { quietMs: 5_000 } });
  assert.equal(fault?.kind, "network");
  assert.match(fault!.message, /body went quiet for 5 s/);
  assert.ok(clock.now() >= START + 5_000);
});

Deno.test("an answer whose body takes for ever times out", async () => {
  const { fault } = await ask(stallingBody, { limits: { bodyMs: 15_000 } });
  assert.match(fault!.message, /body took over 15 s/);
});

Deno.test("an answer whose headers do not come times out", async () => {
  const release = Promise.withResolvers<void>();
  const handler = () => release.promise.then(() => new Response("{}"));
  const { fault } = await ask(handler, { limits: { headersMs: 10_000 }, ended: release.resolve });
  assert.match(fault!.message, /no answer for 10 s/);
});

Deno.test("an answer cut short by the server is a network fault", async () => {
  const { fault } = await ask(`HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[{"a":1}]`);
  assert.equal(fault?.kind, "network");
});

Deno.test("an answer larger than the limit is refused while it is read", async () => {
  const body = `["${"x".repeat(2000)}"]`;
  const { fault } = await ask(answering(200, body), { limits: { maxBytes: 1000 } });
  assert.deepEqual([fault?.kind, /larger than 1000 bytes/.test(fault!.message)], ["garbage", true]);
});

Deno.test("a refused connection is a network fault that says so", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const { fault } = await ask(answering(200, "{}"), { url: `http://127.0.0.1:${port}/time` });
  assert.equal(fault?.kind, "network");
  assert.match(fault!.message, /refused/i);
});

Deno.test("an abort while the body is read throws its own reason", async () => {
  const controller = new AbortController();
  const asked = ask((request) => {
    queueMicrotask(() => controller.abort(new Error("stopped by the cell")));
    return stallingBody(request);
  }, { signal: controller.signal });
  assert.equal((await asked).fault?.message, "stopped by the cell");
});

function stallingBody(_: Request): Response {
  const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("[1,")) });
  return new Response(body, { headers: { "content-type": "application/json" } });
}
