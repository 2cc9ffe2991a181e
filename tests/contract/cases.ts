/** For each route what it is to answer. They share one program, so each leaves things as it found them. */
import assert from "node:assert/strict";
import { BoardChanges } from "../../schemas/wire_board.ts";
import { archiveCases } from "./archive_cases.ts";
import type { Asker, Subject } from "./asker.ts";
import { commandCases } from "./command_cases.ts";
import { configCases } from "./config_cases.ts";
import { lookupCases } from "./lookup_cases.ts";
import { troubleCases } from "./trouble_cases.ts";
import { until } from "./until.ts";

export type Case = (asker: Asker, subject: Subject) => Promise<void>;

const shownCases: Record<string, Case> = {
  async "GET /health"({ ask }) {
    const { body } = await ask("GET /health", 200, { as: "nobody" });
    assert.equal(body.status, "ok");
  },
  async "GET /api/inventory"({ ask }) {
    const rows = await until("rows of trades and candles", async () => {
      const { body } = await ask("GET /api/inventory", 200);
      return ["trades", "ohlc"].every((type) => body.some((row: { type: string }) => row.type === type)) &&
        body;
    });
    const { exchange, pair, span } = rows.find((row: { type: string }) => row.type === "ohlc");
    assert.deepEqual({ exchange, pair, span }, { exchange: "sandbox", pair: "BTC/USDT", span: "1m" });
  },
  async "GET /api/metrics"({ ask }) {
    const { body } = await ask("GET /api/metrics", 200);
    assert.ok(body["sandbox/BTC/USDT"].rows_collected > 0);
  },
  async "GET /api/snapshot"({ ask }) {
    const { body } = await ask("GET /api/snapshot", 200);
    assert.ok(body.series.length >= 3);
  },
  async "GET /api/read"({ ask }) {
    const series = "exchange=sandbox&pair=BTC/USDT&type=trades";
    const page = await ask("GET /api/read", 200, { query: `${series}&limit=2` });
    assert.equal(page.body.rows.length, 2);
    assert.match(page.headers.get("x-tapedeck-holes")!, /^\d+$/);
    assert.equal(page.headers.get("x-tapedeck-moved"), "0");
    await ask("GET /api/read", 422, { query: `${series}&start=2026-01-01` });
    const next = await ask("GET /api/read", 200, { query: `${series}&limit=1&cursor=${page.body.next}` });
    assert.notEqual(next.body.rows[0].id, page.body.rows[0].id);
    const csv = await ask("GET /api/read", 200, { query: `${series}&format=csv` });
    assert.match(csv.body, /^ts,ts_recv,id,/);
    await ask("GET /api/read", 404, { query: series.replace("BTC", "XBT") });
    const wrong = await ask("GET /api/read", 422, { query: `${series}&from=yesterday` });
    assert.deepEqual(wrong.body.detail[0].loc, ["query", "from"]);
  },
  async "GET /api/logs"({ ask }) {
    const { body } = await ask("GET /api/logs", 200, { query: "tail=3" });
    assert.ok(body.lines.length > 0 && body.lines.length <= 3);
    assert.deepEqual((await ask("GET /api/logs", 200, { query: "tail=0" })).body, { lines: [] });
    await ask("GET /api/logs", 200, { query: "level=warning&actor=sandbox&text=x" });
    assert.equal((await ask("GET /api/logs", 422, { query: "tail=-1" })).body.detail[0].type, "value_error");
  },
  async "GET /api/events"({ ask }) {
    const { body: response } = await ask("GET /api/events", 200, { query: "changes=true" });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!/^event: changes\ndata: .*\n\n/m.test(text)) text += (await reader.read()).value;
    assert.match(text, /^event: tick\ndata: \d+$/m);
    assert.match(text, /^id: \d+\nevent: snapshot$/m);
    BoardChanges.parse(JSON.parse(/^event: changes\ndata: (.*)$/m.exec(text)![1]));
    await reader.cancel();
    await ask("GET /api/events", 422, { query: "changes=yes" });
  },
  async "GET /openapi.json"({ ask }) {
    const { body } = await ask("GET /openapi.json", 200);
    assert.equal(body.openapi, "3.1.0");
    assert.ok(body.paths["/api/jobs/{kind}/{id}"].delete);
  },
  async "GET /api/docs"({ ask }) {
    const { body, headers } = await ask("GET /api/docs", 200);
    assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
    assert.match(body, /<title>The API of tapedeck<\/title>/);
  },
};

const accessCases: Record<string, Case> = {
  async "POST /api/login"({ ask }, { token }) {
    const { headers, body } = await ask("POST /api/login", 200, { as: "nobody", body: { token } });
    assert.equal(body.status, "logged_in");
    assert.match(headers.get("set-cookie")!, /^tapedeck_session=[^;]+; .*HttpOnly/);
    await ask("POST /api/login", 401, { as: "nobody", body: { token: `${token}x` } });
    await ask("POST /api/login", 422, { as: "nobody", body: {} });
    await ask("POST /api/login", 413, { as: "nobody", body: " ".repeat(9_000) });
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const form = await ask("POST /api/login", 303, {
      as: "nobody",
      headers: type,
      body: `token=${token}&next=/jobs`,
    });
    assert.equal(form.headers.get("location"), "/jobs");
  },
  async "GET /api/session"({ ask }, { token }) {
    const by = async (question: Parameters<Asker["ask"]>[2]) =>
      (await ask("GET /api/session", 200, question)).body.by;
    assert.equal(await by({}), "token");
    assert.equal(await by({ as: "nobody" }), null);
    const cookie = await loggedIn(ask, token);
    assert.equal(await by({ as: "nobody", headers: { cookie } }), "session");
  },
  async "POST /api/logout"({ ask }, { token }) {
    const cookie = await loggedIn(ask, token);
    const as = { as: "nobody", headers: { cookie } } as const;
    await ask("GET /api/jobs", 200, as);
    assert.deepEqual((await ask("POST /api/logout", 200, as)).body, { status: "logged_out" });
    await ask("GET /api/jobs", 401, as);
    const form = await ask("POST /api/logout", 303, { headers: { accept: "text/html" } });
    assert.equal(form.headers.get("location"), "/");
  },
};

/** Gives the session's cookie. */
async function loggedIn(ask: Asker["ask"], token: string): Promise<string> {
  const { headers } = await ask("POST /api/login", 200, { as: "nobody", body: { token } });
  return headers.get("set-cookie")!.split(";")[0];
}

/** By route's name. */
export const cases: Record<string, Case> = {
  ...shownCases,
  ...accessCases,
  ...commandCases,
  ...configCases,
  ...troubleCases,
  ...lookupCases,
  ...archiveCases,
};
