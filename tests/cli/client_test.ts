import assert from "node:assert/strict";
import { join } from "@std/path";
import { lockFolder } from "../../actors/archive/lock.ts";
import { realClock } from "../../actors/kernel/clock.ts";
import { appUrl } from "../../cli/app_url.ts";
import { WrongUsage } from "../../cli/arguments.ts";
import { type App, AppError, findApp, type ReachFlags } from "../../cli/client.ts";
import type { Environment } from "../../cli/environment.ts";
import { Logs } from "../../schemas/wire.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { stageFor, type StageOptions } from "./stage.ts";

const HEALTH = { status: "ok", version: "0.1.0", verdict: "ok", uptime_seconds: 1 };
const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  Response.json(value, { status, headers });

interface Served {
  url: string;
  /** `METHOD path authorization`, each. */
  asked: string[];
}

/** Answers `/health` as a tapedeck does, and `/api/…` as the test wants. */
async function withServer(
  answer: (request: Request) => Response | Promise<Response>,
  test: (served: Served) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${request.method} ${pathname}${search} ${request.headers.get("authorization") ?? "-"}`);
    return pathname === "/health" ? json(HEALTH) : answer(request);
  });
  await test({ url: `http://127.0.0.1:${server.addr.port}`, asked });
}

const environmentOf = (options: StageOptions = {}): Environment => ({
  ...stageFor({ fetch, ...options }).environment,
  clock: options.clock ?? realClock(),
});

async function appAt(url: string, flags: ReachFlags = {}, options: StageOptions = {}): Promise<App> {
  const app = await findApp({ url, ...flags }, environmentOf(options));
  assert.ok(app);
  return app;
}

/** What is said where the API answers so. */
async function refusal(answer: () => Response, flags: ReachFlags = {}): Promise<string> {
  let said = "";
  await withServer(answer, async ({ url }) => {
    const app = await appAt(url, flags);
    await assert.rejects(app.get("/api/logs?tail=1", Logs), (error) => {
      assert.ok(error instanceof AppError);
      said = error.message.replaceAll(url, "URL");
      return true;
    });
  });
  return said;
}

Deno.test("a tapedeck is asked with the token that was given, and its answer is checked", () =>
  withServer(() => json({ lines: ["one"] }), async ({ url, asked }) => {
    const app = await appAt(url, { token: "open sesame" });
    assert.deepEqual(await app.get("/api/logs?tail=1", Logs), { lines: ["one"] });
    assert.deepEqual(asked, ["GET /health -", "GET /api/logs?tail=1 Bearer open sesame"]);
    const other = await appAt(url, {}, { env: { TAPEDECK_TOKEN: "t" } });
    await other.post("/api/collect", Logs, { pair: "BTC/USDT" });
    assert.equal(asked.at(-1), "POST /api/collect Bearer t");
  }));

Deno.test("what is wrong is said with what to do", async () => {
  assert.equal(
    await refusal(() => json({ detail: "Invalid or missing token" }, 401)),
    "Cannot ask URL: it wants a token; give it with TAPEDECK_TOKEN or --token (settings.ui_auth_token there)",
  );
  assert.equal(
    await refusal(() => json({ detail: "Invalid or missing token" }, 401), { token: "wrong" }),
    "Cannot ask URL: it has another token; give the right one with TAPEDECK_TOKEN or --token",
  );
  assert.equal(await refusal(() => json({ detail: "No backfill x" }, 404)), "No backfill x");
  assert.equal(
    await refusal(() => json({ detail: "Not Found" }, 404)),
    "Cannot ask URL: it knows no /api/logs; it may be an older tapedeck, or none",
  );
  assert.equal(await refusal(() => json({ detail: "It is read-only" }, 403)), "It is read-only");
  assert.equal(
    await refusal(() => json({ detail: [{ loc: ["body", "start"], msg: "is no time", type: "x" }] }, 422)),
    "start is no time",
  );
  assert.equal(
    await refusal(() => json({ detail: "slow down" }, 429, { "retry-after": "3" })),
    "Cannot ask URL now: there were too many requests; try again in 3 s",
  );
  assert.equal(
    await refusal(() => new Response("<html>", { status: 502 })),
    "Cannot ask URL: it answers 502 to /api/logs",
  );
  assert.equal(
    await refusal(() => json({ rows: [] })),
    "Cannot understand URL: what it answers to /api/logs is no answer of this version; is it a tapedeck, and as " +
      "new as this one?",
  );
  assert.equal(
    await refusal(() => new Response(null, { status: 302, headers: { location: "https://elsewhere/" } })),
    "Cannot ask URL: it sends to https://elsewhere/; give --url the address that it sends to",
  );
});

Deno.test("an address where nothing listens, or no tapedeck, is refused", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  listener.close();
  await assert.rejects(appAt(url), {
    message:
      `Cannot reach tapedeck at ${url}: nothing listens there; is it running, and is the address right?`,
  });
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => json({ hello: "world" }),
  );
  await assert.rejects(appAt(`http://127.0.0.1:${server.addr.port}`), /is it a tapedeck/);
});

Deno.test("who does not answer is not waited for, and the token is in no error", async () => {
  const clock = new TestClock();
  await withServer(() => json({}), async ({ url }) => {
    const never: typeof fetch = (_, init) =>
      new Promise((_, reject) => {
        init!.signal!.addEventListener("abort", () => reject(new DOMException("aborted")));
        void clock.advance(60_000);
      });
    await assert.rejects(
      findApp({ url, token: "sesame" }, environmentOf({ clock, fetch: never })),
      { message: `Cannot reach tapedeck at ${url}: no answer in 5 s` },
    );
    const app = await appAt(url, { token: "sésame🔑" });
    await assert.rejects(app.get("/api/logs", Logs), (error) => {
      assert.match((error as Error).message, /the token has characters that no header can carry/);
      assert.doesNotMatch((error as Error).message, /same/);
      return true;
    });
  });
});

Deno.test("an address is an address alone", () => {
  assert.equal(appUrl("http://localhost:8080/"), "http://localhost:8080");
  assert.equal(appUrl("https://tape.example.com/deck/"), "https://tape.example.com/deck");
  for (const text of ["localhost:8080", "ftp://x", ""]) {
    assert.throws(() => appUrl(text), /it must be like http:/);
  }
  for (const text of ["http://a:b@x", "http://x/?token=t"]) {
    assert.throws(() => appUrl(text), /the address alone/);
  }
});

Deno.test("TAPEDECK_URL names one too, and a wrong one is wrong usage", async () => {
  await withServer(() => json({}), async ({ url }) => {
    const app = await findApp({}, environmentOf({ env: { TAPEDECK_URL: url } }));
    assert.deepEqual([app?.url, app?.where], [url, "url"]);
  });
  await assert.rejects(findApp({}, environmentOf({ env: { TAPEDECK_URL: "here" } })), WrongUsage);
});

Deno.test("the one of a data folder is found while it holds the folder, and not after a kill", () =>
  withServer(() => json({}), async ({ url }) => {
    const root = await Deno.makeTempDir();
    const flags = { data: root };
    const environment = environmentOf({ cwd: root });
    assert.equal(await findApp(flags, environment), null, "there is none");
    const since = "2024-01-01T00:00:00.000Z";
    const note = (pid: number) =>
      Deno.writeTextFileSync(join(root, ".tapedeck/app.json"), JSON.stringify({ url, pid, since }));
    const lock = lockFolder(root, { pid: 4711, since });
    assert.equal(await findApp(flags, environment), null, "it has no app");
    note(4711);
    assert.deepEqual((await findApp(flags, environment))?.url, url);
    assert.equal((await findApp(flags, environment))?.where, "here");
    note(12);
    assert.equal(await findApp(flags, environment), null, "the note is of an earlier one");
    note(4711);
    lock.release();
    assert.equal(await findApp(flags, environment), null, "it was killed");
    await Deno.remove(root, { recursive: true });
  }));

Deno.test("the config's token goes to this machine, and to no other", () =>
  withServer(() => json({ lines: [] }), async ({ url, asked }) => {
    const root = await Deno.makeTempDir();
    const config = join(root, "tapedeck.yaml");
    await Deno.writeTextFile(
      config,
      "settings: { ui_auth_token: of-the-config }\n" +
        "stream_jobs: [{ exchange: sandbox, pairs: [BTC/USDT], channels: [trades] }]\n",
    );
    await (await appAt(url, { config })).get("/api/logs", Logs);
    assert.equal(asked.at(-1), "GET /api/logs Bearer of-the-config");
    const sent: string[] = [];
    const spy: typeof fetch = (_, init) => {
      sent.push(new Headers(init?.headers).get("authorization") ?? "-");
      return Promise.resolve(json(sent.length === 1 ? HEALTH : { lines: [] }));
    };
    const app = await appAt("http://tape.example.com", { config }, { fetch: spy });
    await app.get("/api/logs", Logs);
    assert.deepEqual(sent, ["-", "-"]);
    await Deno.remove(root, { recursive: true });
  }));
