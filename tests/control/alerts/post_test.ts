import assert from "node:assert/strict";
import { type Delivery, post } from "../../../actors/control/alerts/post.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { startReceiver } from "./receiver.ts";

const NEVER = new AbortController().signal;

function send(url: string, clock = new TestClock(Date.UTC(2026, 10, 28, 14)), signal = NEVER) {
  return post({ method: "POST", url, headers: {}, body: "{}" }, { fetch, clock }, signal);
}

Deno.test("what is answered says whether it was taken, is to be tried again, or never works", async () => {
  await using receiver = startReceiver();
  const after = async (status: number, body: string | null = null, headers = {}): Promise<Delivery> => {
    receiver.answer = () => new Response(body, { status, headers });
    return await send(receiver.url);
  };
  assert.deepEqual(await after(204), { type: "taken" });
  assert.deepEqual(await after(400, '{"ok":false,\n "description":"chat not found"}'), {
    type: "refused",
    why: 'it answered 400 Bad Request: {"ok":false, "description":"chat not found"}',
  });
  assert.deepEqual(await after(502, "<html>…"), { type: "failed", why: "it answered 502 Bad Gateway" });
  for (const status of [408, 429, 500]) assert.equal((await after(status)).type, "failed", String(status));
  for (const status of [401, 403, 404, 410, 413]) assert.equal((await after(status)).type, "refused");
  const long = await after(404, "x".repeat(100_000));
  assert.ok(long.type === "refused" && long.why.length < 300);
});

Deno.test("how long to wait is read from the header, in seconds or as a date, or from the body", async () => {
  await using receiver = startReceiver();
  const waitMs = async (body: string, headers: Record<string, string>, status = 429) => {
    receiver.answer = () => new Response(body, { status, headers });
    const delivery = await send(receiver.url);
    return delivery.type === "busy" ? delivery.waitMs : null;
  };
  assert.equal(await waitMs("", { "Retry-After": "30" }), 30_000);
  assert.equal(await waitMs("", { "Retry-After": "Sat, 28 Nov 2026 14:02:00 GMT" }), 120_000);
  assert.equal(await waitMs("", { "Retry-After": "Sat, 28 Nov 2026 13:00:00 GMT" }), 0);
  assert.equal(await waitMs("", { "Retry-After": "99999999" }), 3_600_000);
  assert.equal(await waitMs('{"parameters":{"retry_after":35}}', {}), 35_000);
  assert.equal(await waitMs('{"retry_after": 0.25}', {}), 250);
  assert.equal(await waitMs("", { "Retry-After": "5" }, 503), 5_000);
  assert.equal(await waitMs("", { "Retry-After": "soon" }), null);
});

Deno.test("no answer within ten seconds is a failure", async () => {
  const asked = Promise.withResolvers<void>();
  const never = Promise.withResolvers<Response>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    asked.resolve();
    return never.promise;
  });
  const clock = new TestClock();
  const sending = send(`http://127.0.0.1:${server.addr.port}/`, clock);
  await asked.promise;
  await clock.advance(10_000);
  assert.deepEqual(await sending, { type: "failed", why: "no answer within 10 s" });
  assert.equal(clock.pending, 0);
  never.resolve(new Response());
  await server.shutdown();
});

Deno.test("a redirect is not followed", async () => {
  await using elsewhere = startReceiver();
  await using receiver = startReceiver();
  receiver.answer = () => Response.redirect(elsewhere.url, 307);
  const delivery = await send(receiver.url);
  assert.ok(delivery.type === "refused" && /leads elsewhere/.test(delivery.why));
  assert.ok(!delivery.why.includes(elsewhere.url));
  assert.equal(elsewhere.asked, 0);
});

Deno.test("name and password of an address go into a header, and an error has nothing of the address", async () => {
  const receiver = startReceiver();
  const url = receiver.url.replace("://", "://me:p%40ss@");
  assert.deepEqual(await send(url), { type: "taken" });
  assert.equal(receiver.taken[0].headers.get("Authorization"), `Basic ${btoa("me:p@ss")}`);
  assert.equal(receiver.taken[0].headers.get("User-Agent"), "tapedeck");
  await receiver.down();
  const failed = await send(url);
  assert.ok(
    failed.type === "failed" && /cannot be reached: .*refused/i.test(failed.why),
    JSON.stringify(failed),
  );
  for (const part of ["5f0c9a7e", "p%40ss", "127.0.0.1"]) assert.ok(!failed.why.includes(part), failed.why);
});
