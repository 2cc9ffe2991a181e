import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { AlertMessage, AlertsState } from "../../../schemas/alerts.ts";
import { alertLogLine } from "../../../actors/control/alerts/mod.ts";
import { startReceiver } from "./receiver.ts";
import { BITCOIN, HOUR, inFolder, KRAKEN, MINUTE, onStage, SECOND } from "./stage.ts";

const ROOM = { freeBytes: 1e12, problem: null, reason: null };
const SHORT = { freeBytes: 1e9, problem: "Make room.", reason: "short of space" };

Deno.test("a receiver that is down for an hour is told of each trouble once, in order, with its end", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: { webhook_url: receiver.url } }, async (stage) => {
      const { pass } = stage;
      stage.connects(BITCOIN, KRAKEN);
      await receiver.down();
      stage.drops(BITCOIN);
      await pass(6 * MINUTE);
      stage.connects(BITCOIN);
      await pass(9 * MINUTE);
      stage.happens("disk-changed", { state: "low", was: "ok", ...SHORT });
      await pass(5 * MINUTE);
      stage.happens("disk-changed", { state: "full", was: "low", ...SHORT, reason: "no space is left" });
      await pass(10 * MINUTE);
      receiver.answer = () => new Response("<html>", { status: 502 });
      receiver.up();
      stage.happens("disk-changed", { state: "ok", was: "full", ...ROOM });
      stage.drops(KRAKEN);
      await pass(30 * MINUTE);
      assert.deepEqual(receiver.taken, []);
      assert.ok(receiver.asked > 0);
      assert.equal((await stage.alerts.state()).queued > 0, true);
      receiver.answer = () => new Response("ok");
      stage.happens("rows-recorded", { key: BITCOIN, rows: 1, firstUs: 0, lastUs: 0 });
      await pass(11 * MINUTE);
      stage.connects(KRAKEN);
      await pass(3 * MINUTE);
    });
    const messages = receiver.taken.map(({ body }) => AlertMessage.parse(JSON.parse(body)));
    assert.deepEqual(messages.map(({ title, incident }) => [title, incident?.kind, incident?.exchange]), [
      ["Error, over by now", "venue-outage", "binance"],
      ["Error, over by now", "disk", null],
      ["Error", "venue-outage", "kraken"],
      ["Over", "venue-outage", "kraken"],
    ]);
    assert.equal(new Set(messages.map(({ key }) => key)).size, 4);
    assert.match(messages[0].text, /^\[tapedeck\] Error, over by now: .*binance.* from 14:00 to 14:06 UTC/);
    assert.match(messages[2].text, /kraken .* since 14:30 UTC.* It is tried again by itself/);
  }));

Deno.test("what waits when the program is killed is sent by the next one, and nothing twice", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    const alerts = { webhook_url: receiver.url };
    let clock;
    await onStage(folder, { alerts, end: "killed" }, async (stage) => {
      clock = stage.clock;
      stage.connects(BITCOIN, KRAKEN);
      stage.drops(BITCOIN);
      await stage.pass(2 * MINUTE);
      assert.deepEqual(receiver.titles(), ["Warning"]);
      await receiver.down();
      stage.drops(KRAKEN);
      await stage.pass(2 * MINUTE);
    });
    receiver.up();
    await onStage(folder, { alerts, clock }, (stage) => stage.pass(5 * MINUTE));
    const told = receiver.taken.map(({ body }) => AlertMessage.parse(JSON.parse(body)));
    assert.deepEqual(
      told.map(({ title, incident }) => [title, incident!.exchange]),
      [
        ["Warning", "binance"],
        ["Warning, over by now", "kraken"],
        ["Over", "binance"],
      ],
    );
    assert.ok(told.slice(1).every(({ text }) => text.includes("was not over when tapedeck ended")));
  }));

Deno.test("an alert whose arrival the program did not live to see comes again, under the same key", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    const alerts = { webhook_url: receiver.url };
    const arrived: AlertMessage[] = [];
    const late = Promise.withResolvers<void>();
    receiver.answer = async (_path, body) => {
      arrived.push(AlertMessage.parse(JSON.parse(body)));
      await late.promise;
      return new Response("ok");
    };
    const happened = { what: "day.parquet", words: "day.parquet is torn" };
    let clock;
    await onStage(folder, { alerts, end: "killed" }, async (stage) => {
      clock = stage.clock;
      stage.happens("damage-found", happened);
      await stage.clock.advance(2 * SECOND);
      await receiver.until(() => receiver.asked === 1);
    });
    late.resolve();
    await onStage(folder, { alerts, clock }, (stage) => stage.pass(5 * MINUTE));
    assert.deepEqual(arrived.map(({ type }) => type), ["opened", "opened"]);
    assert.equal(arrived[0].key, arrived[1].key);
  }));

Deno.test("a job that fails is told when it has failed often enough in a row, once, and when it is over", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: { webhook_url: receiver.url } }, async (stage) => {
      const collected = async (error: string | null) => {
        stage.happens("collect-finished", { key: "binance/ohlc/BTC-USDT/1m", rows: 0, requests: 1, error });
        await stage.pass(MINUTE);
      };
      for (const error of ["429", "429", null, "500", "500"]) await collected(error);
      assert.deepEqual(receiver.titles(), []);
      for (const error of ["500", "500", "500"]) await collected(error);
      assert.deepEqual(receiver.titles(), ["Error"]);
      await collected(null);
      await stage.pass(2 * MINUTE);
      assert.deepEqual(receiver.titles(), ["Error", "Over"]);
    });
  }));

Deno.test("a receiver that says when to come again is not asked before", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    receiver.answer = () => new Response("slow", { status: 429, headers: { "Retry-After": "300" } });
    await onStage(folder, { alerts: { webhook_url: receiver.url } }, async (stage) => {
      stage.drops(BITCOIN);
      await stage.pass(2 * MINUTE);
      assert.equal(receiver.asked, 1);
      receiver.answer = () => new Response("ok");
      await stage.pass(3 * MINUTE);
      assert.equal(receiver.taken.length, 0);
      await stage.pass(MINUTE + 2 * SECOND);
      assert.equal(receiver.taken.length, 1);
    });
  }));

Deno.test("an address that is refused is told of once and asked now and then, another one at once", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    receiver.answer = () => new Response("no_service", { status: 404 });
    await onStage(folder, { alerts: { webhook_url: receiver.url } }, async (stage) => {
      stage.drops(BITCOIN);
      await stage.pass(HOUR);
      assert.ok(receiver.asked >= 6 && receiver.asked <= 12, String(receiver.asked));
      const lines = stage.facts.map(alertLogLine);
      assert.deepEqual(lines, [{
        level: "error",
        where: "alerts",
        words: "Cannot send an alert to the webhook: it answered 404 Not Found: no_service; " +
          "look at its address; it is tried again now and then",
      }]);
      const state = AlertsState.parse(await stage.alerts.state());
      assert.deepEqual(state, {
        configured: true,
        format: "json",
        queued: 1,
        last_sent_at: null,
        last_error: "Cannot send an alert to the webhook: it answered 404 Not Found: no_service",
        heartbeat: { configured: false, last_at: null, last_error: null },
      });
      receiver.answer = () => new Response("ok");
      stage.configure({ webhook_url: `${receiver.url}/new` });
      await stage.pass(SECOND);
      assert.deepEqual(receiver.taken.map(({ path }) => path), ["/hook/5f0c9a7e/new"]);
      const after = await stage.alerts.state();
      assert.deepEqual([after.queued, after.last_error], [0, null]);
    });
  }));

Deno.test("who is named while something goes on is told of it, and of nothing from before", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: {} }, async (stage) => {
      stage.drops(BITCOIN);
      await stage.pass(10 * MINUTE);
      stage.connects(BITCOIN);
      stage.drops(KRAKEN);
      await stage.pass(10 * MINUTE);
      assert.equal((await stage.alerts.state()).queued, 0);
      stage.configure({ webhook_url: receiver.url });
      await stage.pass(MINUTE);
      assert.deepEqual(receiver.taken.map(({ body }) => JSON.parse(body).incident.exchange), ["kraken"]);
      stage.configure({});
      stage.connects(KRAKEN);
      await stage.pass(5 * MINUTE);
      stage.configure({ webhook_url: receiver.url });
      await stage.pass(5 * MINUTE);
      assert.equal(receiver.taken.length, 1);
    });
  }));

Deno.test("what goes on is told again where that is wanted, until it is over", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: { webhook_url: receiver.url, repeat_after: 1_800 } }, async (stage) => {
      stage.drops(BITCOIN);
      await stage.pass(75 * MINUTE);
      stage.connects(BITCOIN);
      await stage.pass(40 * MINUTE);
    });
    assert.deepEqual(receiver.titles(), ["Warning", "Now an error", "Still so", "Still so", "Over"]);
  }));

Deno.test("a test goes past what waits, and says in a sentence what is wrong", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: {} }, async (stage) => {
      assert.match(
        (await stage.alerts.test()).error!,
        /write an address to alerts\.webhook_url in the config\.$/,
      );
      receiver.answer = () => new Response(`unknown hook ${receiver.url}`, { status: 410 });
      stage.configure({ webhook_url: receiver.url });
      stage.drops(BITCOIN);
      await stage.pass(2 * MINUTE);
      const refused = await stage.alerts.test();
      assert.deepEqual(refused, {
        ok: false,
        error: "Cannot send an alert to the webhook: it answered 410 Gone: unknown hook ********.",
      });
      receiver.answer = () => new Response("ok");
      assert.deepEqual(await stage.alerts.test(), { ok: true, error: null });
      await stage.pass(SECOND);
      assert.deepEqual(receiver.titles(), ["Test", "Warning"]);
      assert.equal(AlertMessage.parse(JSON.parse(receiver.taken[0].body)).incident, null);
    });
  }));

Deno.test("nothing that is sent has a secret in it", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: { webhook_url: receiver.url } }, async (stage) => {
      const error = `cannot reach ${receiver.url} through http://me:pa55word@proxy:1`;
      stage.happens("venue-failed", { exchange: "binance", error, retryAt: null });
      await stage.pass(MINUTE);
    });
    const [{ body }] = receiver.taken;
    assert.ok(body.includes("cannot reach ********"));
    for (const secret of ["5f0c9a7e", "pa55word"]) assert.ok(!body.includes(secret), secret);
  }));

Deno.test("a disk that takes nothing does not keep its own alert from being sent", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: { webhook_url: receiver.url } }, async (stage) => {
      await stage.pass(SECOND);
      const other = new DatabaseSync(`${folder}/.tapedeck/alerts.sqlite`);
      other.exec("alter table waiting rename to elsewhere");
      stage.happens("disk-changed", { state: "full", was: "ok", ...SHORT });
      await stage.pass(10 * SECOND);
      assert.deepEqual(receiver.titles(), ["Error"]);
      assert.equal(stage.failures.length, 1);
      other.exec("alter table elsewhere rename to waiting");
      other.close();
      await stage.pass(MINUTE);
    });
    await onStage(folder, { alerts: { webhook_url: receiver.url } }, (stage) => stage.pass(3 * MINUTE));
    assert.deepEqual(receiver.titles(), ["Error", "Over"]);
  }));
