/** What a stranger's sockets can do to the server: times are the sockets' own, so they are real, and short. */
import assert from "node:assert/strict";
import { type Served, withServer } from "../support.ts";
import { ask, TOKEN } from "./support.ts";

const encoder = new TextEncoder();

async function open({ server }: Served, text = ""): Promise<Deno.TcpConn> {
  const socket = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  if (text !== "") await socket.write(encoder.encode(text));
  return socket;
}

/** All that comes until the server closes; what a reset cuts off is left out. */
async function readToEnd(socket: Deno.Conn): Promise<string> {
  const chunk = new Uint8Array(64 << 10);
  let text = "";
  try {
    for (let size = await socket.read(chunk); size !== null; size = await socket.read(chunk)) {
      text += new TextDecoder().decode(chunk.subarray(0, size));
    }
  } catch {
    // Reset.
  }
  socket.close();
  return text;
}

/** Sends a byte now and then, until the server has had enough. */
async function drip(socket: Deno.Conn, everyMs: number): Promise<void> {
  try {
    while (true) {
      await socket.write(encoder.encode("x"));
      await new Promise((done) => setTimeout(done, everyMs));
    }
  } catch {
    // Closed.
  }
}

const HALF_HEADERS = "GET /health HTTP/1.1\r\nhost: localhost\r\nx-slow: ";
const HALF_BODY = "POST /api/login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{";

Deno.test("connections that never finish their headers end in time, and others are answered meanwhile", () =>
  withServer(async (served) => {
    const slow = await Promise.all(Array.from({ length: 100 }, () => open(served, HALF_HEADERS)));
    const dripping = slow.map((socket) => drip(socket, 50));
    const mute = await open(served);
    assert.equal((await ask(served, "/health")).status, 200);
    // Each drips for ever: that it ends at all is the server's doing.
    for (const text of await Promise.all([...slow, mute].map(readToEnd))) {
      assert.match(text, /^(HTTP\/1\.1 408 |$)/);
    }
    await Promise.all(dripping);
  }, { limits: { headersMs: 400, requestMs: 800 } }));

Deno.test("a body that drips in is not waited for without end", () =>
  withServer(async (served) => {
    const socket = await open(served, HALF_BODY);
    const dripping = drip(socket, 50);
    assert.match(await readToEnd(socket), /^(HTTP\/1\.1 408 |$)/);
    await dripping;
  }, { limits: { headersMs: 400, requestMs: 800 }, token: TOKEN }));

Deno.test("a connection that asks nothing more is closed", () =>
  withServer(async (served) => {
    const text = await readToEnd(await open(served, "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n"));
    assert.match(text, /^HTTP\/1\.1 200 .+"status":"ok"/s);
  }, { limits: { idleMs: 200 } }));

Deno.test("an event stream that is never read is cut, and its subscription ends; one that is read goes on", () =>
  withServer(async (served) => {
    const { deck, clock } = served;
    const stuck = await open(served, "GET /api/events HTTP/1.1\r\nhost: localhost\r\n\r\n");
    const read = await fetch(`${served.origin}/api/events`);
    let readBytes = 0;
    const reading = read.body!.pipeTo(
      new WritableStream({ write: (bytes) => void (readBytes += bytes.length) }),
    );
    while (deck.listeners() < 2) await new Promise((done) => setTimeout(done, 5));
    deck.publish((board) => ({ ...board, dataFolder: "x".repeat(16e6) }));
    await clock.advance(1_000);
    while (deck.listeners() > 1) await new Promise((done) => setTimeout(done, 20));
    assert.ok(readBytes > 16e6);
    assert.equal(deck.listeners(), 1);
    stuck.close();
    await served.server.stop();
    await reading;
  }, { limits: { unreadMs: 600 } }));

Deno.test("a large answer that is never read is cut", () =>
  withServer(async (served) => {
    served.deck.publish((board) => ({ ...board, dataFolder: "x".repeat(32e6) }));
    const socket = await open(served, "GET /api/snapshot HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await new Promise((done) => setTimeout(done, 1_500));
    const text = await readToEnd(socket);
    assert.match(text, /^HTTP\/1\.1 200 /);
    assert.ok(text.length < 31e6, `${text.length} bytes came after all`);
  }, { limits: { unreadMs: 400 } }));

Deno.test("one address cannot take every connection, and the log says that it tried", () =>
  withServer(async (served) => {
    const sockets: Deno.Conn[] = [];
    for (let n = 0; n < 50; n++) sockets.push(await open(served, HALF_HEADERS));
    const texts = await Promise.all(sockets.map(readToEnd));
    for (const text of texts.slice(0, 10)) assert.match(text, /^HTTP\/1\.1 408 /);
    assert.deepEqual(texts.slice(10), Array(40).fill(""), "those beyond the limit are closed");
    assert.deepEqual(served.deck.notes.map((note) => note.replace(/^warning:? /, "")), [
      "10 connections from 127.0.0.1 are open; more from there are refused",
    ]);
    assert.equal((await ask(served, "/health")).status, 200, "their places are free again");
  }, { limits: { headersMs: 3_000, connectionsPerAddress: 10 } }));

Deno.test("there are no more connections than the limit, behind a proxy too", () =>
  withServer(async (served) => {
    const sockets: Deno.Conn[] = [];
    for (let n = 0; n < 50; n++) sockets.push(await open(served, HALF_HEADERS));
    const texts = await Promise.all(sockets.map(readToEnd));
    for (const text of texts.slice(0, 20)) assert.match(text, /^HTTP\/1\.1 408 /);
    assert.deepEqual(texts.slice(20), Array(30).fill(""));
    assert.equal((await ask(served, "/health")).status, 200);
    assert.match(served.deck.notes.join(), /20 connections are open, which is the most; more are refused/);
  }, { limits: { headersMs: 3_000, connections: 20, connectionsPerAddress: 10 }, isBehindProxy: true }));

Deno.test("what is no request for a web server gets a clear end, and the server goes on", () =>
  withServer(async (served) => {
    const lines = [
      "GET http://127.0.0.1/health HTTP/1.1\r\nhost: evil.example",
      "GET /health HTTP/1.1\r\nhost: a b",
      "GET /health HTTP/1.1\r\nhost: evil.example@127.0.0.1",
      "GET /health HTTP/1.1\r\nhost: 127.0.0.1/evil",
      "GET /health HTTP/1.1",
      "GET /health HTTP/1.1\r\nhost: localhost\r\nhost: evil.example",
      "CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: localhost",
      "TRACE /health HTTP/1.1\r\nhost: localhost",
      "OPTIONS * HTTP/1.1\r\nhost: localhost",
      "POST /api/login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked",
      "POST /api/login HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1",
      `GET /${"x".repeat(200_000)} HTTP/1.1\r\nhost: localhost`,
      `GET /health HTTP/1.1\r\nhost: localhost\r\n${"x: y\r\n".repeat(20_000)}`,
      "\x16\x03\x01\x02\x00\x01\x00",
      "SSH-2.0-x",
    ];
    for (const line of lines) {
      const text = await readToEnd(await open(served, `${line}\r\nconnection: close\r\n\r\n`));
      assert.match(text, /^(HTTP\/1\.1 (400|403|405|408|431|501) |$)/, line.slice(0, 80));
    }
    assert.equal((await ask(served, "/health")).status, 200);
    assert.deepEqual(served.deck.failures, []);
  }, { limits: { headersMs: 1_000 } }));

Deno.test("requests that follow each other on one connection are each asked for their token", () =>
  withServer(async (served) => {
    const request = (more: string) => `GET /api/jobs HTTP/1.1\r\nhost: localhost\r\n${more}\r\n`;
    const all = request(`authorization: Bearer ${TOKEN}\r\n`) + request("") +
      request("connection: close\r\n");
    const text = await readToEnd(await open(served, all));
    assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 200", "HTTP/1.1 401", "HTTP/1.1 401"]);
  }, { token: TOKEN }));
