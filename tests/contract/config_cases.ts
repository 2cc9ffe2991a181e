/** The config and its jobs. */
import assert from "node:assert/strict";
import type { Case } from "./cases.ts";

const MASK = "********";
const JOB = { exchange: "sandbox", pairs: ["QUIET/USDT"], channels: ["trades"] };
const HISTO = { exchange: "sandbox", pairs: ["QUIET/USDT"], span: 3600 };

export const configCases: Record<string, Case> = {
  async "GET /api/config"({ ask }) {
    const { body, headers } = await ask("GET /api/config", 200);
    assert.equal(body.settings.ui_auth_token, MASK);
    assert.equal(body.alerts.webhook_url, MASK);
    assert.match(headers.get("etag")!, /^"[^"]+"$/);
  },
  async "PUT /api/config"({ ask }) {
    const { body, headers } = await ask("GET /api/config", 200);
    const version = headers.get("etag")!;
    const same = await ask("PUT /api/config", 200, { body, headers: { "if-match": version } });
    assert.deepEqual(same.body, body);
    assert.equal(same.headers.get("etag"), version, "a PUT of a GET changes no byte");
    const other = { ...body, settings: { ...body.settings, timezone: "Europe/Paris" } };
    const changed = await ask("PUT /api/config", 200, { body: other });
    assert.equal(changed.body.settings.timezone, "Europe/Paris");
    const stale = await ask("PUT /api/config", 412, { body, headers: { "if-match": version } });
    assert.equal(stale.headers.get("etag"), changed.headers.get("etag"));
    const wrong = await ask("PUT /api/config", 422, { body: { ...body, settings: { ui_prot: 1 } } });
    assert.match(wrong.body.detail, /ui_prot.*ui_port/);
    await ask("PUT /api/config", 422, { body: [] });
    await ask("PUT /api/config", 200, { body, headers: { "if-match": "*" } });
  },
  async "POST /api/config/validate"({ ask }) {
    const { body } = await ask("GET /api/config", 200);
    const validate = async (value: unknown) =>
      (await ask("POST /api/config/validate", 200, { body: value })).body;
    assert.deepEqual(await validate(body), { valid: true, error: null });
    const { valid, error } = await validate({ ...body, histo_jobs: [], stream_jobs: [] });
    assert.equal(valid, false);
    assert.match(error, /has no job/);
    await ask("POST /api/config/validate", 422, { body: "[]" });
  },
  async "GET /api/config/keys"({ ask }) {
    const { body } = await ask("GET /api/config/keys", 200);
    const of = (key: string) => body.find((each: { key: string }) => each.key === key);
    assert.ok(body.every(({ meaning }: { meaning: string }) => meaning !== ""), "each is explained");
    assert.deepEqual([of("storage.seal_interval").default, of("stream_jobs[].pairs").required], [
      "900",
      true,
    ]);
    assert.equal(of("exchanges.ID.proxy").default, null);
  },
  async "GET /api/config/overrides"({ ask }) {
    await ask("GET /api/config/overrides", 200);
  },
  async "GET /api/jobs"({ ask }) {
    const { body: { histo_jobs, stream_jobs } } = await ask("GET /api/jobs", 200);
    assert.deepEqual([histo_jobs.length, stream_jobs.length], [1, 1]);
  },
  async "GET /api/jobs/{kind}"({ ask }) {
    const { body: [{ job }] } = await ask("GET /api/jobs/{kind}", 200, { params: { kind: "histo" } });
    assert.equal(job.span, 60);
  },
  async "POST /api/jobs/{kind}"({ ask }) {
    for (const [kind, job] of [["stream", JOB], ["histo", HISTO]] as const) {
      const { body, headers } = await ask("POST /api/jobs/{kind}", 201, { params: { kind }, body: job });
      const listed = await ask("GET /api/jobs/{kind}", 200, { params: { kind } });
      assert.deepEqual(listed.body.at(-1), body);
      assert.equal(listed.headers.get("etag"), headers.get("etag"));
      await ask("DELETE /api/jobs/{kind}/{id}", 200, { params: { kind, id: body.id } });
    }
    const params = { kind: "stream" };
    await ask("POST /api/jobs/{kind}", 422, { params, body: { ...JOB, channels: [] } });
    await ask("POST /api/jobs/{kind}", 412, { params, body: JOB, headers: { "if-match": '"other"' } });
  },
  async "PUT /api/jobs/{kind}/{id}"({ ask }) {
    const params = { kind: "stream" };
    const made = await ask("POST /api/jobs/{kind}", 201, { params, body: JOB });
    const before = { ...params, id: made.body.id };
    const body = { ...JOB, channels: ["trades", "book"] };
    await ask("PUT /api/jobs/{kind}/{id}", 422, { params: before, body: { ...JOB, pairs: "BTC" } });
    await ask("PUT /api/jobs/{kind}/{id}", 412, { params: before, body, headers: { "if-match": "x" } });
    const changed = await ask("PUT /api/jobs/{kind}/{id}", 200, { params: before, body });
    assert.deepEqual(changed.body.job.channels, ["trades", "book"]);
    await ask("PUT /api/jobs/{kind}/{id}", 404, { params: before, body });
    await ask("DELETE /api/jobs/{kind}/{id}", 200, { params: { ...params, id: changed.body.id } });
  },
  async "DELETE /api/jobs/{kind}/{id}"({ ask }) {
    const params = { kind: "histo" };
    const made = await ask("POST /api/jobs/{kind}", 201, { params, body: HISTO });
    const one = { ...params, id: made.body.id };
    await ask("DELETE /api/jobs/{kind}/{id}", 412, { params: one, headers: { "if-match": "x" } });
    const { body } = await ask("DELETE /api/jobs/{kind}/{id}", 200, { params: one });
    assert.deepEqual(body, { status: "deleted" });
    await ask("DELETE /api/jobs/{kind}/{id}", 404, { params: one });

    const { body: config } = await ask("GET /api/config", 200);
    await ask("PUT /api/config", 200, { body: { ...config, stream_jobs: [] } });
    const { body: [last] } = await ask("GET /api/jobs/{kind}", 200, { params });
    const refused = await ask("DELETE /api/jobs/{kind}/{id}", 422, { params: { ...params, id: last.id } });
    assert.match(refused.body.detail, /job/, "a config without any job is none");
    await ask("PUT /api/config", 200, { body: config });
  },
};
