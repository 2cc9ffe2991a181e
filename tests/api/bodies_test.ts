import assert from "node:assert/strict";
import { MAX_BODY_BYTES } from "../../api/body.ts";
import { withServer } from "./support.ts";

const post = (url: string, body?: BodyInit, headers: Record<string, string> = {}) =>
  fetch(url, { method: "POST", body, headers });

Deno.test("a body that is not JSON is a 422 in the list form, and shows nothing of it", () =>
  withServer(async ({ origin }) => {
    for (const body of ["{", "start=2020-01-01", '{"token": s3cret}', "[1,]", "\u0000"]) {
      const response = await post(`${origin}/api/backfill`, body);
      assert.equal(response.status, 422, body);
      const { detail: [{ loc, msg, type }] } = await response.json();
      assert.deepEqual([loc, type], [["body"], "json_invalid"]);
      assert.match(msg, /^the body is not JSON: /);
      assert.doesNotMatch(msg, /s3cret|2020/);
    }
  }));

Deno.test("JSON is taken whatever type the request gives it, as curl -d does", () =>
  withServer(async ({ origin, deck }) => {
    const asked: unknown[] = [];
    deck.startBackfill = (request) => Promise.resolve(`id_${asked.push(request)}`);
    const body = '{"start": "2021-01-01", "unknown": true}';
    for (const type of ["application/json", "application/x-www-form-urlencoded", "text/plain", "x/y"]) {
      const response = await post(`${origin}/api/backfill`, body, { "content-type": type });
      assert.equal(response.status, 202, type);
      await response.body?.cancel();
    }
    const untyped = await post(`${origin}/api/backfill`, new TextEncoder().encode(body));
    assert.deepEqual(await untyped.json(), { id: "id_5" });
    assert.deepEqual(asked[4], { start: "2021-01-01", parallel: false });
  }));

Deno.test("an empty body, and null, stand for an empty object", () =>
  withServer(async ({ origin, deck }) => {
    deck.collect = () => Promise.resolve(3);
    for (const body of [undefined, "", "  \n", "null", "{}"]) {
      const response = await post(`${origin}/api/collect`, body);
      assert.equal(response.status, 202);
      assert.deepEqual(await response.json(), { status: "started" });
    }
  }));

Deno.test("a body over 1 MiB is a 413, whether it says so before or not, also where none is wanted", () =>
  withServer(async ({ origin }) => {
    const bytes = new Uint8Array(MAX_BODY_BYTES + 1).fill(32);
    const streamed = () => new Blob([bytes]).stream();
    for (
      const [path, body] of [["collect", bytes], ["collect", streamed()], ["scheduler/stop", bytes]] as const
    ) {
      const response = await post(`${origin}/api/${path}`, body);
      assert.equal(response.status, 413, path);
      assert.deepEqual(await response.json(), { detail: "A body may have 1,048,576 bytes at most" });
    }
    const fits = await post(`${origin}/api/collect`, bytes.subarray(1));
    assert.equal(fits.status, 202);
    await fits.body?.cancel();
  }));

Deno.test("a body that does not come is not waited for longer than 30 s", () =>
  withServer(async ({ server, clock }) => {
    using socket = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    const request = "POST /api/collect HTTP/1.1\r\nhost: localhost\r\ncontent-length: 20\r\n\r\n{";
    await socket.write(new TextEncoder().encode(request));
    const answer = new Uint8Array(4_096);
    const read = socket.read(answer);
    let isAnswered = false;
    void read.then(() => isAnswered = true);
    while (!isAnswered) {
      await new Promise((done) => setTimeout(done, 5));
      await clock.advance(10_000);
    }
    const text = new TextDecoder().decode(answer.subarray(0, await read ?? 0));
    assert.match(text, /^HTTP\/1\.1 408 [^]*The body did not come within 30 s; send it again/);
  }));

Deno.test("a body that is refused unread does not hold up the next request of its connection", () =>
  withServer(async ({ server }) => {
    using socket = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    const encode = (text: string) => new TextEncoder().encode(text);
    const body = " ".repeat(MAX_BODY_BYTES);
    const put =
      `PUT /api/config HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const writing = socket.write(encode(put)).then(async (sent) => {
      for (const all = encode(put); sent < all.length;) sent += await socket.write(all.subarray(sent));
      await socket.write(encode("GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"));
    });
    const answers = await new Response(socket.readable).text();
    await writing;
    assert.deepEqual(answers.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 401", "HTTP/1.1 200"]);
  }, { token: "secret" }));
