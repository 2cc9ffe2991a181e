/** Where the app listens, while the config moves it: real sockets. */
import assert from "node:assert/strict";
import { realClock } from "../../actors/kernel/clock.ts";
import { createApp } from "../../api/app.ts";
import { type Front, openFront } from "../../cli/front.ts";
import { type Config, parseConfig } from "../../schemas/config.ts";
import { createFixtureDeck } from "../browser/fixture_deck.ts";

function configOf(ui_port: number, ui_host = "127.0.0.1"): Config {
  const stream_jobs = [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }];
  const parsed = parseConfig({ stream_jobs, settings: { ui_port, ui_host } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.config;
}

async function onStage(body: (stage: { front: Front; moves: string[] }) => Promise<void>): Promise<void> {
  const clock = realClock();
  const deck = createFixtureDeck(clock.now());
  const moves: string[] = [];
  const front = await openFront({
    app: createApp(deck, { clock, assets: new Map() }),
    deck,
    config: configOf(0),
    clock,
    moved: (url) => moves.push(url),
    failed: (reason) => moves.push(reason),
  });
  try {
    await body({ front, moves });
  } finally {
    await front.stop();
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

const portOf = (url: string) => Number(new URL(url).port);

async function isAnswering(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health`).catch(() => null);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const endsAt = Date.now() + 60_000;
  while (!await holds()) {
    if (Date.now() > endsAt) throw new Error(`Waited 10 s for ${holds}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

Deno.test("another port: the new one answers before the old one goes", () =>
  onStage(async ({ front, moves }) => {
    const before = front.url();
    const port = freePort();
    const { commit } = await front.prepare(configOf(port));
    const after = `http://127.0.0.1:${port}`;
    assert.deepEqual([await isAnswering(before), await isAnswering(after), front.url()], [
      true,
      true,
      before,
    ]);
    commit();
    assert.deepEqual([front.url(), moves, await isAnswering(after)], [after, [after], true]);
    await until(async () => !await isAnswering(before));
  }));

Deno.test("a change that is not to be leaves all as it was", () =>
  onStage(async ({ front, moves }) => {
    const port = freePort();
    const { abandon } = await front.prepare(configOf(port));
    abandon();
    await until(async () => !await isAnswering(`http://127.0.0.1:${port}`));
    assert.deepEqual([await isAnswering(front.url()), moves], [true, []]);
  }));

Deno.test("a port that is taken is refused with a sentence", () =>
  onStage(async ({ front }) => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await assert.rejects(
      front.prepare(configOf(taken.addr.port)),
      /^Error: Cannot listen on 127.0.0.1:\d+: the port is taken; use --port or settings.ui_port/,
    );
    assert.ok(await isAnswering(front.url()));
  }));

Deno.test("every interface in place of one, on the same port", () =>
  onStage(async ({ front, moves }) => {
    const url = front.url();
    const { commit } = await front.prepare(configOf(portOf(url), "0.0.0.0"));
    commit();
    await until(async () => moves.length > 0 && await isAnswering(url));
    assert.deepEqual([front.url(), moves], [url, [url]]);
  }));

Deno.test("a host that this machine is not is refused, also on the same port", () =>
  onStage(async ({ front, moves }) => {
    await assert.rejects(front.prepare(configOf(portOf(front.url()), "192.0.2.1")), /no such address/);
    assert.deepEqual([await isAnswering(front.url()), moves], [true, []]);
  }));

Deno.test("the address that it has is nothing to move to", () =>
  onStage(async ({ front, moves }) => {
    for (const config of [configOf(0), configOf(portOf(front.url()))]) (await front.prepare(config)).commit();
    assert.deepEqual([await isAnswering(front.url()), moves], [true, []]);
  }));
