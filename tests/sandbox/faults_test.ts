import { deepStrictEqual as equal, ok, rejects } from "node:assert";
import type { Sandbox } from "../../sandbox/server.ts";
import { areContiguous, type Client, connect, fault, getJson, withSandbox } from "./support.ts";

interface SentStream {
  stream: string;
  frames: number;
  firstId: number;
  lastId: number;
  skipped: number[][];
  repeated: number[][];
  reordered: number[][];
}

const TRADES = "/ws/btcusdt@aggTrade";

async function sentTo(sandbox: Sandbox, connection: number): Promise<SentStream & { oddFrames: number }> {
  const { connections } = await getJson<{ connections: { oddFrames: number; streams: SentStream[] }[] }>(
    `${sandbox.url}/_sandbox/sent`,
  );
  return { ...connections[connection].streams[0], oddFrames: connections[connection].oddFrames };
}

const ids = (client: Client): number[] => client.events("aggTrade").map(({ a }) => a);

/** A client that has seen some trades, with a fault in force from then on. */
async function struck(sandbox: Sandbox, ...faults: Record<string, unknown>[]): Promise<Client> {
  const client = await connect(sandbox, TRADES);
  await client.until(() => client.texts.length > 5);
  await fault(sandbox, ...faults);
  return client;
}

/** Waits for `more` frames beyond those that have come. */
const after = (client: Client, more: number) => {
  const had = client.texts.length;
  return client.until(() => client.texts.length >= had + more);
};

Deno.test("drop closes every socket that is open, once", () =>
  withSandbox({}, async (sandbox) => {
    const clients = [await connect(sandbox, TRADES), await connect(sandbox, "/ws/ethusdt@trade")];
    await fault(sandbox, { kind: "drop" });
    await Promise.all(clients.map(({ closed }) => closed));
    const again = await connect(sandbox, TRADES);
    await after(again, 5);
    await again.close();
  }));

Deno.test("drop with a filter leaves the other sockets alone", () =>
  withSandbox({}, async (sandbox) => {
    const eth = await connect(sandbox, "/ws/ethusdt@aggTrade"),
      btc = await struck(sandbox, { kind: "drop", symbol: "BTCUSDT" });
    await btc.closed;
    await after(eth, 5);
    await eth.close();
  }));

Deno.test("mute says nothing for its time, and what it kept back never comes", () =>
  withSandbox({}, async (sandbox) => {
    const client = await struck(sandbox, { kind: "mute", forMs: 300 });
    await after(client, 20);
    const seen = ids(client), hole = seen.findIndex((id, i) => i > 0 && id !== seen[i - 1] + 1);
    const { skipped } = await sentTo(sandbox, 0);
    equal(skipped, [[seen[hole - 1] + 1, seen[hole] - 1]]);
    await client.close();
  }));

Deno.test("a socket that is mute as a whole obeys commands but answers none", () =>
  withSandbox({}, async (sandbox) => {
    await fault(sandbox, { kind: "mute" });
    const client = await connect(sandbox, "/ws");
    client.send({ method: "SUBSCRIBE", params: ["nope@trade"], id: 1 });
    while ((await sentTo(sandbox, 0)).stream === undefined) await new Promise((done) => setTimeout(done, 5));
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" }).then((response) =>
      response.body?.cancel()
    );
    client.send({ method: "LIST_SUBSCRIPTIONS", id: 2 });
    await client.until(() => client.texts.length > 0);
    equal(client.texts.map((text) => JSON.parse(text)), [{ result: ["nope@trade"], id: 2 }]);
    await client.close();
  }));

Deno.test("lag delivers everything, later", () =>
  withSandbox({}, async (sandbox) => {
    const client = await struck(sandbox, { kind: "lag", ms: 400 });
    await after(client, 10);
    const late = JSON.parse(client.texts.at(-1)!);
    ok(late.E - late.T >= 400 && areContiguous(ids(client)));
    await client.close();
  }));

Deno.test("skip leaves out n ids, and the ledger names them", () =>
  withSandbox({}, async (sandbox) => {
    const client = await struck(sandbox, { kind: "skip", n: 5 });
    await after(client, 20);
    const seen = ids(client), hole = seen.findIndex((id, i) => i > 0 && id !== seen[i - 1] + 1);
    equal(seen[hole] - seen[hole - 1], 6);
    equal((await sentTo(sandbox, 0)).skipped, [[seen[hole] - 5, seen[hole] - 1]]);
    await client.close();
  }));

Deno.test("repeat sends ids again, and the ledger names them", () =>
  withSandbox({}, async (sandbox) => {
    const client = await struck(sandbox, { kind: "repeat", n: 3 });
    await after(client, 20);
    const seen = ids(client), twice = seen.filter((id, i) => seen.indexOf(id) !== i);
    equal(twice.length, 3);
    ok(areContiguous([...new Set(seen)]));
    equal((await sentTo(sandbox, 0)).repeated, [[twice[0], twice[2]]]);
    await client.close();
  }));

Deno.test("reorder sends n ids backwards, and none is lost", () =>
  withSandbox({}, async (sandbox) => {
    const client = await struck(sandbox, { kind: "reorder", n: 4 });
    await after(client, 20);
    const seen = ids(client), turn = seen.findIndex((id, i) => i > 0 && id < seen[i - 1]);
    ok(turn > 0 && areContiguous(seen.toSorted((a, b) => a - b)));
    const { reordered } = await sentTo(sandbox, 0);
    equal(reordered, [[seen[turn - 1] - 3, seen[turn - 1]]]);
    await client.close();
  }));

Deno.test("break-depth leaves out one update of the book", () =>
  withSandbox({}, async (sandbox) => {
    const client = await connect(sandbox, "/ws/btcusdt@depth@100ms");
    await after(client, 2);
    await fault(sandbox, { kind: "break-depth" });
    await after(client, 3);
    const updates = client.events("depthUpdate"),
      broken = updates.filter(({ U }, i) => i > 0 && U !== updates[i - 1].u + 1);
    equal(broken.length, 1);
    equal((await sentTo(sandbox, 0)).skipped, [[broken[0].U - 10, broken[0].U - 1]]);
    await client.close();
  }));

Deno.test("garbage is no JSON, and foreign frames are JSON of other exchanges", () =>
  withSandbox({}, async (sandbox) => {
    const client = await struck(sandbox, { kind: "garbage" }, { kind: "foreign" });
    await after(client, 10);
    const parses = client.texts.map((text) => {
      try {
        return JSON.parse(text).e === "aggTrade" ? "own" : "foreign";
      } catch {
        return "garbage";
      }
    });
    equal(parses.filter((kind) => kind === "garbage").length, 1);
    equal(parses.filter((kind) => kind === "foreign").length, 3);
    equal((await sentTo(sandbox, 0)).oddFrames, 4);
    ok(areContiguous(ids(client)));
    await client.close();
  }));

Deno.test("an answer can be a status, with Retry-After, for one path and so many times", () =>
  withSandbox({}, async (sandbox) => {
    const ask = async (path: string) => {
      const response = await fetch(`${sandbox.url}/api/v3/${path}`), body = await response.text();
      return [
        response.status,
        response.headers.get("retry-after"),
        body.startsWith("{") && JSON.parse(body).code,
      ];
    };
    for (const [status, code] of [[429, -1003], [418, -1003], [500, -1000], [502, false], [503, false]]) {
      await fault(sandbox, { kind: "status", status, retryAfterS: 3, path: "time", count: 1 });
      equal((await ask("ping"))[0], 200);
      equal(await ask("time"), [status, "3", code]);
      equal((await ask("time"))[0], 200);
    }
  }));

Deno.test("an answer can be a page that is no JSON", () =>
  withSandbox({}, async (sandbox) => {
    await fault(sandbox, { kind: "garbage-answer", symbol: "ETHUSDT" });
    const ask = async (symbol: string) => {
      const response = await fetch(`${sandbox.url}/api/v3/aggTrades?symbol=${symbol}&limit=1`);
      await response.body?.cancel();
      return response.headers.get("content-type");
    };
    equal([await ask("BTCUSDT"), await ask("ETHUSDT")], ["application/json;charset=UTF-8", "text/html"]);
  }));

Deno.test("a body can be cut in the middle, and can stall there", () =>
  withSandbox({}, async (sandbox) => {
    await fault(sandbox, { kind: "cut", count: 1 }, { kind: "stall", count: 1 });
    const url = `${sandbox.url}/api/v3/exchangeInfo`;
    const stalled = await fetch(url, { signal: AbortSignal.timeout(200) });
    equal(stalled.status, 200);
    await rejects(stalled.text(), { name: "TimeoutError" });
    const cut = await fetch(url);
    equal(cut.status, 200);
    await rejects(cut.text(), TypeError);
    ok((await (await fetch(url)).json()).symbols.length > 0);
  }));

Deno.test("refuse ends all connections and listens again on the same port", () =>
  withSandbox({}, async (sandbox) => {
    const client = await struck(sandbox, { kind: "refuse", forMs: 300 });
    await client.closed;
    await rejects(fetch(`${sandbox.url}/api/v3/ping`), TypeError);
    const deadline = performance.now() + 5000;
    while (performance.now() < deadline && !(await isUp(sandbox))) {
      await new Promise((done) => setTimeout(done, 20));
    }
    const again = await connect(sandbox, TRADES);
    await after(again, 5);
    await again.close();
  }));

const isUp = (sandbox: Sandbox) =>
  fetch(`${sandbox.url}/api/v3/ping`).then((response) => response.text()).then(() => true, () => false);

Deno.test("faults are listed while in force, end after their time, and all end on DELETE", () =>
  withSandbox({}, async (sandbox) => {
    const url = `${sandbox.url}/_sandbox/faults`;
    await fault(sandbox, { kind: "stall", path: "klines", forMs: 1 }, { kind: "mute", stream: "depth" }, {
      kind: "cut",
      count: 2,
    });
    await new Promise((done) => setTimeout(done, 5));
    const list = await getJson<{ fault: { kind: string }; left: number | null }[]>(url);
    equal(list.map(({ fault, left }) => [fault.kind, left]), [["mute", null], ["cut", 2]]);
    equal(await (await fetch(url, { method: "DELETE" })).json(), []);
    equal(await getJson(url), []);
  }));

Deno.test("probability strikes some and spares some, and the same ones for the same seed", async () => {
  const outcomes: string[] = [];
  for (let run = 0; run < 2; run++) {
    await withSandbox({ seed: 5 }, async (sandbox) => {
      await fault(sandbox, { kind: "status", status: 500, probability: 0.5 });
      let outcome = "";
      for (let i = 0; i < 20; i++) outcome += await isOk(sandbox) ? "o" : "x";
      outcomes.push(outcome);
    });
  }
  equal(outcomes[0], outcomes[1]);
  ok(/o/.test(outcomes[0]) && /x/.test(outcomes[0]));
});

const isOk = async (sandbox: Sandbox) => {
  const response = await fetch(`${sandbox.url}/api/v3/ping`);
  await response.body?.cancel();
  return response.ok;
};

Deno.test("a fault that does not exist, or is wrong, is refused with a reason", () =>
  withSandbox({}, async (sandbox) => {
    const wrong = [
      '{"kind":"explode"}',
      '{"kind":"skip","n":0}',
      '{"kind":"status","status":404}',
      '{"kind":"mute","count":1}',
      "{",
      "[]",
    ];
    for (const body of wrong) {
      const response = await fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", body });
      equal([body, response.status], [body, 400]);
      ok((await response.json()).error.length > 10);
    }
    equal(await getJson(`${sandbox.url}/_sandbox/faults`), []);
  }));
