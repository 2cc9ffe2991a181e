import assert from "node:assert/strict";
import { realClock } from "../../actors/kernel/clock.ts";
import { type App, createApp } from "../../api/app.ts";
import { isOwnHost } from "../../api/hosts.ts";
import { serve } from "../../api/serve.ts";
import { createFixtureDeck } from "../browser/fixture_deck.ts";
import { rawGet, withServer } from "./support.ts";

/** A stop that is not to wait has so long to do so, whatever else the machine is doing. */
const STOP_MS = 60_000;

async function msOf(work: Promise<void>): Promise<number> {
  const began = performance.now();
  await work;
  return performance.now() - began;
}

Deno.test("stopping ends event streams that are read at once", () =>
  withServer(async ({ origin, server, deck }) => {
    const bodies = [1, 2, 3].map(async () => await (await fetch(`${origin}/api/events`)).text());
    while (deck.listeners() < 3) await new Promise((done) => setTimeout(done, 5));
    const ms = await msOf(server.stop());
    assert.ok(ms < STOP_MS / 2, `took ${ms} ms`);
    for (const text of await Promise.all(bodies)) assert.match(text, /event: snapshot/);
    assert.equal(deck.listeners(), 0);
  }, { limits: { stopMs: STOP_MS } }));

Deno.test("a client that never reads holds up a stop for the grace time and no longer", () =>
  withServer(async ({ server, deck }) => {
    using stuck = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await stuck.write(new TextEncoder().encode("GET /api/events HTTP/1.1\r\nhost: localhost\r\n\r\n"));
    // More than the sockets' buffers take, so that the answer is truly stuck.
    deck.publish((board) => ({ ...board, dataFolder: "x".repeat(32e6) }));
    while (deck.listeners() < 1) await new Promise((done) => setTimeout(done, 5));
    const ms = await msOf(server.stop());
    assert.ok(ms >= 290, `took ${ms} ms`);
    assert.equal(deck.listeners(), 0);
  }, { limits: { stopMs: 300 } }));

Deno.test("an answer under way is given before the server stops", () =>
  withServer(async ({ origin, server, deck }) => {
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => asked = resolve);
    deck.logs = async () => {
      asked();
      await new Promise((done) => setTimeout(done, 100));
      return ["the last line"];
    };
    const answer = fetch(`${origin}/api/logs`).then((response) => response.json());
    await arrived;
    await server.stop();
    assert.deepEqual(await answer, { lines: ["the last line"] });
  }));

Deno.test("an answer whose client went away before it was ready is thrown away", async () => {
  let asked = () => {};
  const arrived = new Promise<void>((resolve) => asked = resolve);
  let answer = (_: Response) => {};
  const app = {
    fetch() {
      asked();
      return new Promise<Response>((resolve) => answer = resolve);
    },
  } as unknown as App;
  const deck = createFixtureDeck(0);
  const server = await serve(app, {
    host: "127.0.0.1",
    port: 0,
    clock: realClock(),
    deck,
    limits: { stopMs: STOP_MS },
  });
  const client = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await client.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
  await arrived;
  client.close();
  await new Promise((done) => setTimeout(done, 50));
  const cancelled = new Promise<void>((cancel) => answer(new Response(new ReadableStream({ cancel }))));
  await cancelled;
  const ms = await msOf(server.stop());
  assert.ok(ms < STOP_MS / 2, `the stop waited for it: ${ms} ms`);
  assert.deepEqual(deck.failures, []);
});

Deno.test("an answer whose body fails is cut short, so that nobody takes it for whole, and is reported", async () => {
  const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode("half")),
    pull: (controller) => controller.error(new Error("the disk is gone")),
  }, { highWaterMark: 0 });
  const app = { fetch: () => new Response(pieces) } as unknown as App;
  const deck = createFixtureDeck(0);
  const server = await serve(app, { host: "127.0.0.1", port: 0, clock: realClock(), deck });
  await assert.rejects(async () => await (await fetch(`http://127.0.0.1:${server.port}/x?token=y`)).text());
  assert.deepEqual(deck.failures, ["GET /x: the disk is gone"]);
  await server.stop();
});

Deno.test("stopping twice is stopping once", () =>
  withServer(async ({ server }) => {
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
  }));

Deno.test("a port that is taken is one clear line", () =>
  withServer(async ({ server, deck, clock }) => {
    const app = createApp(deck, { clock, assets: new Map() });
    const options = { host: "127.0.0.1", port: server.port, clock: realClock(), deck };
    const message =
      `Cannot listen on 127.0.0.1:${server.port}: the port is taken; use --port or settings.ui_port`;
    await assert.rejects(serve(app, options), { message });
  }));

Deno.test("an address that is not this machine's is one clear line", async () => {
  const clock = realClock();
  const deck = createFixtureDeck(0);
  const app = createApp(deck, { clock, assets: new Map() });
  await assert.rejects(serve(app, { host: "192.0.2.1", port: 0, clock, deck }), {
    message: "Cannot listen on 192.0.2.1:0: this machine has no such address; use --host or settings.ui_host",
  });
});

Deno.test("a request under a foreign name is refused, whatever it asks for", () =>
  withServer(async ({ server, deck }) => {
    for (const path of ["/", "/api/config", "/api/events"]) {
      const answer = await rawGet(server.port, path, "rebound.example:8080");
      assert.match(answer, /^HTTP\/1\.1 403 /);
      assert.match(answer, /does not answer to the name \\"rebound\.example\\"/);
    }
    assert.equal(deck.listeners(), 0);
    assert.match(await rawGet(server.port, "/health", `LOCALHOST:${server.port}`), /^HTTP\/1\.1 200 /);
  }));

Deno.test("the names of loopback, and the bound one, are our own", () => {
  for (const name of ["localhost", "127.0.0.1", "[::1]"]) assert.ok(isOwnHost(name, "127.0.0.1"), name);
  assert.ok(isOwnHost("tape.lan", "Tape.lan"));
  assert.ok(isOwnHost("[fd00::1]", "fd00::1"));
  assert.ok(!isOwnHost("tape.lan", "127.0.0.1"));
  assert.ok(!isOwnHost("192.168.1.7", "127.0.0.1"));
});

Deno.test("bound to all interfaces, any address will do, but no foreign name", () => {
  for (const bound of ["0.0.0.0", "::"]) {
    assert.ok(isOwnHost("192.168.1.7", bound));
    assert.ok(isOwnHost("[fe80::1]", bound));
    assert.ok(!isOwnHost("rebound.example", bound));
    assert.ok(!isOwnHost("1.2.3.4.rebound.example", bound));
  }
});
