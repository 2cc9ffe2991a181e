import assert from "node:assert/strict";
import type { Snapshot } from "../../../schemas/snapshot.ts";
import { alertLogLine } from "../../../actors/control/alerts/mod.ts";
import { startReceiver } from "./receiver.ts";
import { ALL_WELL, type Board, inFolder, MINUTE, onStage, SECOND } from "./stage.ts";

const BAD: Array<[string, Partial<Board>, RegExp]> = [
  [
    "an error",
    { verdict: { state: "error", sentence: "Recording 1 series; 1 thing went wrong." } },
    /Not sent: Recording/,
  ],
  ["a disk that is short of space", { disk: { state: "low", freeBytes: 1 } }, /the disk is short of space/],
  [
    "nothing under way",
    { series: [{ state: "retrying" }] as Snapshot["series"] },
    /nothing is being recorded/,
  ],
];

Deno.test("the heartbeat is sent at once and then every interval, as a GET", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: { heartbeat_url: receiver.url } }, async (stage) => {
      await stage.pass(SECOND);
      assert.deepEqual(receiver.taken.map(({ method, path, body }) => [method, path, body]), [
        ["GET", "/hook/5f0c9a7e", ""],
      ]);
      await stage.pass(10 * MINUTE);
      assert.equal(receiver.taken.length, 11);
      stage.configure({ heartbeat_url: receiver.url, heartbeat_interval: 300 });
      await stage.pass(10 * MINUTE);
      assert.equal(receiver.taken.length, 14);
      const { heartbeat } = await stage.alerts.state();
      assert.deepEqual(heartbeat, { configured: true, last_at: stage.clock.now() / 1_000, last_error: null });
      stage.configure({});
      await stage.pass(10 * MINUTE);
      assert.equal(receiver.taken.length, 14);
    });
  }));

for (const [what, board, error] of BAD) {
  Deno.test(`the heartbeat stops with ${what}, and comes back soon after it is over`, () =>
    inFolder(async (folder) => {
      await using receiver = startReceiver();
      await onStage(folder, { alerts: { heartbeat_url: receiver.url } }, async (stage) => {
        await stage.pass(SECOND);
        stage.board = { ...ALL_WELL, ...board };
        await stage.pass(10 * MINUTE);
        assert.equal(receiver.taken.length, 1);
        assert.match((await stage.alerts.state()).heartbeat.last_error!, error);
        stage.board = ALL_WELL;
        await stage.pass(11 * SECOND);
        assert.equal(receiver.taken.length, 2);
        assert.deepEqual(stage.facts.map(({ type }) => type), ["heartbeat-held", "heartbeat-back"]);
      });
    }));
}

Deno.test("a supervisor that does not answer, or not yet, gives no heartbeat", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: { heartbeat_url: receiver.url } }, async (stage) => {
      await stage.pass(SECOND);
      stage.alive = () => Promise.reject(new Error("timeout"));
      await stage.pass(2 * MINUTE);
      assert.match((await stage.alerts.state()).heartbeat.last_error!, /its supervisor does not answer/);
      const late = Promise.withResolvers<void>();
      stage.alive = () => late.promise;
      await stage.pass(2 * MINUTE);
      stage.board = { ...ALL_WELL, disk: { state: "gone", freeBytes: null } };
      late.resolve();
      await stage.pass(MINUTE);
      assert.equal(receiver.taken.length, 1);
    });
  }));

Deno.test("a heartbeat that does not arrive is tried again soon, and told once", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    receiver.answer = () => new Response("no such check", { status: 404 });
    await onStage(
      folder,
      { alerts: { heartbeat_url: receiver.url, heartbeat_interval: 3_600 } },
      async (stage) => {
        await stage.pass(MINUTE);
        assert.ok(receiver.asked >= 6);
        assert.deepEqual(stage.facts.map((fact) => alertLogLine(fact).words), [
          "Cannot send the heartbeat: it answered 404 Not Found: no such check; " +
          "look at its address; it is tried again now and then",
        ]);
        receiver.answer = () => new Response("OK");
        await stage.pass(11 * SECOND);
        assert.equal(receiver.taken.length, 1);
      },
    );
  }));

Deno.test("a program that stops gives no heartbeat any more", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    await onStage(folder, { alerts: { heartbeat_url: receiver.url }, end: "killed" }, async (stage) => {
      await stage.pass(SECOND);
      const stopped = stage.alerts.stop();
      await stage.pass(10 * MINUTE);
      await stopped;
      assert.equal(receiver.taken.length, 1);
    });
  }));
