import { deepStrictEqual as equal, ok } from "node:assert";
import { openLimits, PATIENCE, WEIGHT_PER_MINUTE } from "../../sandbox/limits.ts";
import { connect, getJson, NOON_MS, withSandbox } from "./support.ts";

Deno.test("weight counts up to the limit of a minute, and starts anew in the next", () => {
  let nowMs = NOON_MS;
  const limits = openLimits(() => nowMs, 1);
  equal(limits.spend(WEIGHT_PER_MINUTE).kind, "within");
  equal(limits.spend(1), { kind: "over", retryAfterS: 53 });
  nowMs += 53_000;
  equal(limits.spend(1).kind, "within");
  equal([limits.used, limits.most], [1, WEIGHT_PER_MINUTE + 1]);
});

Deno.test("who keeps asking is banned, for longer each time", () => {
  let nowMs = NOON_MS;
  const limits = openLimits(() => nowMs, 1);
  const overstep = () => {
    limits.spend(WEIGHT_PER_MINUTE + 1);
    for (let i = 1; i < PATIENCE; i++) equal(limits.spend(1).kind, "over");
    return limits.spend(1);
  };
  equal(overstep(), { kind: "banned", retryAfterS: 120, untilMs: NOON_MS + 120_000 });
  nowMs += 119_000;
  equal(limits.spend(1), { kind: "banned", retryAfterS: 1, untilMs: NOON_MS + 120_000 });
  nowMs += 1000;
  equal(overstep(), { kind: "banned", retryAfterS: 240, untilMs: nowMs + 240_000 });
});

Deno.test("a time scale makes limits and bans pass faster, and Retry-After shorter", () => {
  let nowMs = NOON_MS;
  const limits = openLimits(() => nowMs, 60);
  equal(limits.spend(WEIGHT_PER_MINUTE + 1), { kind: "over", retryAfterS: 1 });
  nowMs += 1000;
  equal(limits.spend(1).kind, "within");
});

Deno.test("over HTTP: 429 and then 418, with Retry-After and Binance's body, until the ban is over", () => {
  let nowMs = NOON_MS;
  return withSandbox({ now: () => nowMs }, async ({ url }) => {
    const ask = async (query: string) => {
      const response = await fetch(`${url}/api/v3/${query}`);
      return {
        status: response.status,
        after: response.headers.get("retry-after"),
        body: await response.json(),
      };
    };
    for (let i = 0; i < 24; i++) equal((await ask("depth?symbol=NONE&limit=5000")).status, 400);
    const over = await ask("ping");
    equal([over.status, over.after, over.body.code], [429, "53", -1003]);
    for (let i = 1; i < PATIENCE; i++) equal((await ask("ping")).status, 429);
    const banned = await ask("ping");
    equal([banned.status, banned.after, banned.body.code], [418, "120", -1003]);
    ok(banned.body.msg.includes(`IP banned until ${NOON_MS + 120_000}`));
    nowMs += 120_000;
    equal((await ask("ping")).status, 200);
    const { requests, weight } = await getJson<Sent>(`${url}/_sandbox/sent`);
    equal(requests["/api/v3/ping"], { 200: 1, 418: 1, 429: PATIENCE });
    equal(weight, { used: 1, most: WEIGHT_PER_MINUTE + PATIENCE + 1 });
  });
});

interface Sent {
  requests: Record<string, Record<string, number>>;
  weight: { used: number; most: number };
}

Deno.test("a socket that talks too much is closed", () =>
  withSandbox({ now: () => NOON_MS }, async (sandbox) => {
    const client = await connect(sandbox, "/ws");
    for (let id = 1; id <= 6; id++) client.send({ method: "LIST_SUBSCRIPTIONS", id });
    await client.closed;
    equal(client.texts.length, 5);
  }));

Deno.test("too many connection attempts are refused", () => {
  const limits = openLimits(() => NOON_MS, 1);
  for (let i = 0; i < 300; i++) ok(limits.connect());
  equal(limits.connect(), false);
});
