import assert from "node:assert/strict";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { createFailures } from "../../../api/access/failures.ts";
import { withServer } from "../support.ts";
import { ask, form, json, sessionIn, TOKEN } from "./support.ts";

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

Deno.test("of a thousand wrong tokens twenty are looked at; then the right one is not either, but a session is", () =>
  withServer(async (served) => {
    const session = {
      headers: { cookie: sessionIn(await ask(served, "/api/login", json({ token: TOKEN }))) },
    };
    const counts = new Map<number, number>();
    for (let n = 0; n < 1_000; n++) {
      const { status } = await ask(served, "/api/jobs", bearer(`guess-${n}`));
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    assert.deepEqual([...counts], [[401, 20], [429, 980]]);
    const right = await ask(served, "/api/jobs", bearer(TOKEN));
    assert.deepEqual([right.status, right.headers.get("retry-after")], [429, "3"]);
    assert.equal((await ask(served, "/api/login", json({ token: TOKEN }))).status, 429);
    assert.equal((await ask(served, "/api/session", bearer(TOKEN))).status, 429);
    assert.equal((await ask(served, "/api/jobs", session)).status, 200);
    await served.clock.advance(3_000);
    assert.equal((await ask(served, "/api/jobs", bearer(TOKEN))).status, 200);
    assert.equal((await ask(served, "/api/jobs", bearer(TOKEN))).status, 200, "a right one costs nothing");
    assert.equal((await ask(served, "/api/jobs", bearer("wrong"))).status, 401);
    assert.equal((await ask(served, "/api/jobs", bearer(TOKEN))).status, 429);
  }, { token: TOKEN }));

Deno.test("every way of showing a token counts, and none shows nothing", () =>
  withServer(async (served) => {
    const ways: [string, RequestInit][] = [
      ["/api/jobs", bearer("wrong")],
      ["/api/jobs", { headers: { cookie: "dccd_token=wrong" } }],
      ["/?token=wrong", { headers: { accept: "text/html" } }],
      ["/api/login", json({ token: "wrong" })],
      ["/api/login", form({ token: "wrong" })],
      ["/api/session", bearer("wrong")],
    ];
    for (let n = 0; n < 50; n++) assert.equal((await ask(served, "/api/jobs")).status, 401);
    for (let n = 0; n < 20; n++) await ask(served, ...ways[n % ways.length]);
    for (const [path, init] of ways) assert.equal((await ask(served, path, init)).status, 429, path);
    assert.equal((await ask(served, "/api/jobs")).status, 401);
    const page = await ask(served, "/?token=wrong", { headers: { accept: "text/html" } });
    assert.match(page.text, /Too many wrong tokens came from your address; try again in 3 seconds/);
  }, { token: TOKEN }));

Deno.test("the log tells of wrong tokens once a minute, with how many, and never which", () =>
  withServer(async (served) => {
    for (let n = 0; n < 30; n++) await ask(served, "/api/jobs", bearer(`sesame-${n}`));
    const first = ["a request from 127.0.0.1 was refused: its token is wrong"];
    assert.deepEqual(served.deck.notes.map((note) => note.replace(/^warning:? /, "")), first);
    await served.clock.advance(60_000);
    await ask(served, "/api/jobs");
    assert.equal(served.deck.notes.length, 2);
    assert.match(served.deck.notes[1], /29 requests from 127\.0\.0\.1 were refused/);
    assert.doesNotMatch(served.deck.notes.join(), /sesame/);
  }, { token: TOKEN }));

Deno.test("guesses from ten thousand addresses stay in bounds, in memory and in the log", () => {
  const told: string[] = [];
  const clock = new TestClock();
  const failures = createFailures(clock, (words) => told.push(words));
  const began = Deno.memoryUsage().heapUsed;
  for (let n = 0; n < 100_000; n++) failures.wrong(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  assert.equal(told.length, 1);
  assert.ok(Deno.memoryUsage().heapUsed - began < 30e6);
  assert.equal(failures.waitSeconds("10.0.0.1"), 0, "the oldest are forgotten");
});

Deno.test("a report of many addresses is one line with the sum", async () => {
  const told: string[] = [];
  const clock = new TestClock();
  const failures = createFailures(clock, (words) => told.push(words));
  failures.wrong("192.0.2.1");
  for (let n = 0; n < 12; n++) failures.wrong(`192.0.2.${n % 6}`);
  await clock.advance(60_000);
  failures.report();
  assert.deepEqual(told, [
    "a request from 192.0.2.1 was refused: its token is wrong",
    "12 requests from 6 addresses were refused: their tokens are wrong, or came after too many wrong ones",
  ]);
  await clock.advance(60_000);
  failures.report();
  assert.equal(told.length, 2);
});

Deno.test("behind a proxy each client is counted by itself, as the proxy names it", () =>
  withServer(async (served) => {
    const from = (address: string, token: string): RequestInit => ({
      headers: { authorization: `Bearer ${token}`, "x-forwarded-for": address },
    });
    for (let n = 0; n < 21; n++) {
      await ask(served, "/api/jobs", from(`198.51.100.${n}, 203.0.113.7`, "wrong"));
    }
    assert.equal((await ask(served, "/api/jobs", from("203.0.113.7", TOKEN))).status, 429);
    assert.equal((await ask(served, "/api/jobs", from("203.0.113.8", TOKEN))).status, 200);
    served.deck.access().isBehindProxy = false;
    for (let n = 0; n < 21; n++) await ask(served, "/api/jobs", from(`198.51.100.${n}`, "wrong"));
    assert.equal(
      (await ask(served, "/api/jobs", from("203.0.113.8", TOKEN))).status,
      429,
      "no longer believed",
    );
  }, { token: TOKEN, isBehindProxy: true }));

Deno.test("more requests a minute than the config allows are told when to come again", () =>
  withServer(async (served) => {
    for (let n = 0; n < 30; n++) assert.equal((await ask(served, "/api/jobs")).status, 200);
    const { status, headers, text } = await ask(served, "/api/jobs");
    assert.deepEqual([status, headers.get("retry-after")], [429, "2"]);
    assert.match(JSON.parse(text).detail, /^More than 30 requests a minute .+settings\.ui_rate_limit/);
    for (const path of ["/health", "/", "/main.js"]) {
      assert.equal((await ask(served, path)).status, 200, path);
    }
    await served.clock.advance(2_000);
    assert.equal((await ask(served, "/api/jobs")).status, 200);
    assert.equal((await ask(served, "/api/jobs")).status, 429);
    served.deck.access().rateLimit = null;
    assert.equal((await ask(served, "/api/jobs")).status, 200);
  }, { rateLimit: 30 }));
