/** tapedeck behind Caddy, as docs/operations.md sets it up: TLS before it, and nothing of it gets lost on the way. */
import assert from "node:assert/strict";
import { isThere } from "../tools/provide.ts";
import { type Answer, type Caddy, startCaddy } from "./caddy.ts";
import { onStage } from "./stage.ts";

const TOKEN = "tok-5d0c7f31e8";
const ORIGIN = "https://tape.example.com";

const isSkipped = !await isThere("caddy");
if (isSkipped) console.log("proxy_test is skipped: it needs caddy");

interface ProxyStage {
  caddy: Caddy;
  /** Past the proxy. */
  url: string;
}

function behindCaddy(body: (stage: ProxyStage) => Promise<void>): Promise<void> {
  return onStage(async ({ folder, write, record }) => {
    await write("tapedeck.yaml", {
      settings: { ui_auth_token: TOKEN, ui_trusted_proxy: true, ui_allow_origins: [ORIGIN] },
      stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
    });
    const { url } = await record();
    await using caddy = await startCaddy(folder, Number(new URL(url).port));
    await body({ caddy, url });
  });
}

async function login(caddy: Caddy): Promise<Answer> {
  const answer = await caddy.ask("/api/login", {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN },
    body: JSON.stringify({ token: TOKEN }),
  });
  assert.equal(answer.status, 200, await answer.next());
  answer.close();
  return answer;
}

const sessionOf = ({ headers }: Answer) =>
  headers.getSetCookie().find((cookie) => cookie.startsWith("tapedeck_session="))!;

Deno.test({
  name: "a login through the proxy begins a session whose cookie only goes over TLS",
  ignore: isSkipped,
  fn: () =>
    behindCaddy(async ({ caddy }) => {
      const stranger = await caddy.ask("/api/inventory");
      assert.equal(stranger.status, 401);
      stranger.close();

      const cookie = sessionOf(await login(caddy));
      assert.match(cookie, /; Secure/);
      assert.match(cookie, /; HttpOnly/);
      assert.match(cookie, /; SameSite=Strict/);
      const known = await caddy.ask("/api/inventory", { headers: { cookie: cookie.split(";")[0] } });
      assert.equal(known.status, 200);
      assert.match(known.headers.get("strict-transport-security") ?? "", /max-age=/);
      known.close();
    }),
});

Deno.test({
  name: "events pass through the proxy one by one, as they are told",
  ignore: isSkipped,
  fn: () =>
    behindCaddy(async ({ caddy }) => {
      const events = await caddy.ask("/api/events", { headers: { authorization: `Bearer ${TOKEN}` } });
      assert.equal(events.status, 200);
      assert.match(events.headers.get("content-type")!, /^text\/event-stream/);
      const times: number[] = [];
      while (times.length < 3) if (/data:/.test(await events.next())) times.push(performance.now());
      events.close();
      // Told once a second while rows come: what were held back would come at once.
      assert.ok(times[2] - times[0] > 500, `${times[2] - times[0]} ms between the first and the third`);
    }),
});

Deno.test({
  name: "a name that is not tapedeck's is refused, through the proxy and past it",
  ignore: isSkipped,
  fn: () =>
    behindCaddy(async ({ caddy, url }) => {
      const authorization = `Bearer ${TOKEN}`;
      const wrong = await caddy.ask("/api/config", { headers: { authorization, host: "evil.example" } });
      assert.doesNotMatch(await wrong.next(), /stream_jobs/);
      wrong.close();
      // Caddy writes these headers itself, whatever a client sends.
      const pretended = await caddy.ask("/api/inventory", {
        headers: { authorization, "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" },
      });
      assert.equal(pretended.status, 200);
      assert.ok(pretended.headers.has("strict-transport-security"));
      pretended.close();

      const past = await fetch(`${url}/api/inventory`, {
        headers: { authorization, "x-forwarded-host": "evil.example" },
      });
      assert.equal(past.status, 403);
      await past.body?.cancel();
    }),
});

Deno.test({
  name: "a page of another site cannot change anything through the proxy",
  ignore: isSkipped,
  fn: () =>
    behindCaddy(async ({ caddy }) => {
      const cookie = sessionOf(await login(caddy)).split(";")[0];
      const stop = (origin: string) =>
        caddy.ask("/api/scheduler/stop", { method: "POST", headers: { cookie, origin } });
      const foreign = await stop("https://evil.example");
      assert.equal(foreign.status, 403);
      foreign.close();
      const own = await stop(ORIGIN);
      assert.equal(own.status, 200);
      own.close();
    }),
});
