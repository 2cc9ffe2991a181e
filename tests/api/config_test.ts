import assert from "node:assert/strict";
import { withServer } from "./support.ts";

const JOB = { exchange: "kraken", pairs: ["ETH/EUR"], channels: ["trades"] };

async function send(url: string, method: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, etag: response.headers.get("etag"), json: await response.json() };
}

Deno.test("a config can be put back as it was got, and the answer is the config as it is then", () =>
  withServer(async ({ origin }) => {
    const got = await send(`${origin}/api/config`, "GET");
    assert.equal(got.etag, '"1"');
    const put = await send(`${origin}/api/config`, "PUT", got.json);
    assert.equal(put.status, 200);
    assert.deepEqual(put.json, got.json);
    assert.equal(put.etag, '"2"');
  }));

Deno.test("what is no valid config is a 422 of one text, and changes nothing", () =>
  withServer(async ({ origin, deck }) => {
    const before = deck.config();
    const { status, json } = await send(`${origin}/api/config`, "PUT", {
      settings: { ui_prot: 1 },
      stream_jobs: [JOB],
    });
    assert.equal(status, 422);
    assert.match(json.detail, /settings\.ui_prot is no known key: did you mean ui_port\?/);
    assert.deepEqual(deck.config(), before);
    const list = await send(`${origin}/api/config`, "PUT", [JOB]);
    assert.equal(list.status, 422);
    assert.deepEqual(list.json.detail, [
      { loc: ["body"], msg: "body is a list: expected an object", type: "value_error" },
    ]);
  }));

Deno.test("a change that is based on another version is a 412 and is not made", () =>
  withServer(async ({ origin, deck }) => {
    const { value, version } = deck.config();
    const put = (ifMatch: string) => send(`${origin}/api/config`, "PUT", value, { "if-match": ifMatch });
    for (const wrong of ['"7"', "7", '"1', '"1", "2"', "", '"*"']) {
      const { status, etag, json } = await put(wrong);
      assert.equal(status, 412, wrong);
      assert.equal(etag, '"1"');
      assert.equal(json.detail, "The config was changed meanwhile: get it anew, and make the change in that");
    }
    assert.equal(deck.config().version, version);
    for (const right of ['"1"', "2", 'W/"3"', "*"]) assert.equal((await put(right)).status, 200, right);
    assert.equal(
      (await send(`${origin}/api/config`, "PUT", value)).status,
      200,
      "without it, the last one wins",
    );
  }));

Deno.test("validating says the verdict and changes nothing", () =>
  withServer(async ({ origin, deck }) => {
    const validate = (value: unknown) => send(`${origin}/api/config/validate`, "POST", value);
    const { value, version } = deck.config();
    assert.deepEqual((await validate(value)).json, { valid: true, error: null });
    const { status, json } = await validate({});
    assert.equal(status, 200);
    assert.equal(json.valid, false);
    assert.match(json.error, /has no job/);
    assert.equal(deck.config().version, version);
  }));

Deno.test("a job is made, changed and deleted by its id, which a change makes another one", () =>
  withServer(async ({ origin }) => {
    const jobs = `${origin}/api/jobs/stream`;
    const made = await send(jobs, "POST", JOB);
    assert.equal(made.status, 201);
    assert.equal(made.etag, '"2"');
    assert.equal(made.json.job.exchange, "kraken");
    const listed = await send(jobs, "GET");
    assert.deepEqual(listed.json.at(-1), made.json);
    assert.equal(listed.etag, '"2"');

    const changed = await send(`${jobs}/${made.json.id}`, "PUT", { ...JOB, channels: ["trades", "book"] });
    assert.equal(changed.status, 200);
    assert.deepEqual(changed.json.job.channels, ["trades", "book"]);
    assert.notEqual(changed.json.id, made.json.id);
    const stale = await send(`${jobs}/${made.json.id}`, "PUT", JOB);
    assert.deepEqual([stale.status, stale.json], [404, { detail: `No stream job ${made.json.id}` }]);

    const deleted = await send(`${jobs}/${changed.json.id}`, "DELETE");
    assert.deepEqual([deleted.status, deleted.json], [200, { status: "deleted" }]);
    assert.equal((await send(`${jobs}/${changed.json.id}`, "DELETE")).status, 404);
  }));

Deno.test("a job that is no job, or is based on another version, is refused as a config would be", () =>
  withServer(async ({ origin, deck }) => {
    const jobs = `${origin}/api/jobs/histo`;
    const [{ id }] = deck.jobEntries("histo");
    const wrong = await send(jobs, "POST", { exchange: "kraken", pairs: [] });
    assert.equal(wrong.status, 422);
    assert.match(wrong.json.detail, /pairs is empty/);
    assert.equal((await send(`${jobs}/${id}`, "PUT", { span: 7 })).status, 422);
    for (const [url, method] of [[jobs, "POST"], [`${jobs}/${id}`, "PUT"], [`${jobs}/${id}`, "DELETE"]]) {
      const body = method === "DELETE" ? undefined : { exchange: "kraken", pairs: ["ETH/EUR"] };
      assert.equal((await send(url, method, body, { "if-match": "0" })).status, 412, method);
    }
    assert.equal(deck.config().version, "1");
  }));
