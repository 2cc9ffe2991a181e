import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { AppError } from "../../cli/app_request.ts";
import { newLines } from "../../cli/backfill.ts";
import { patiently, untilAborted } from "../../cli/follow.ts";

/** Answers with each of these in turn: an error is thrown. */
function looks(...answers: unknown[]) {
  const state = { asked: 0 };
  const look = () => {
    const answer = answers[Math.min(state.asked++, answers.length - 1)];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { state, look };
}

/** Lets what is due happen, second by second. */
async function pass(clock: TestClock, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) await clock.advance(1_000);
}

const gone = new AppError("nothing listens there", null);

Deno.test("a tapedeck that is away for a while is waited for", async () => {
  const clock = new TestClock();
  const { state, look } = looks(gone, gone, new AppError("bad gateway", 502), "there");
  const given = patiently(clock, look);
  await pass(clock, 15);
  assert.deepEqual([await given, state.asked], ["there", 4]);
});

Deno.test("one that stays away is given up, with the reason", async () => {
  const clock = new TestClock();
  const { state, look } = looks(gone);
  const given = assert.rejects(patiently(clock, look), gone);
  await pass(clock, 60);
  await given;
  assert.equal(state.asked, 6);
});

Deno.test("a limit of requests is waited for, however long", async () => {
  const clock = new TestClock();
  const { state, look } = looks(...Array(40).fill(new AppError("too many requests", 429)), "there");
  const given = patiently(clock, look);
  await pass(clock, 150);
  assert.deepEqual([await given, state.asked], ["there", 41]);
});

Deno.test("what does not pass is an error at once", async () => {
  for (
    const error of [
      new AppError("No backfill x", 404),
      new AppError("wants a token", 401),
      new Error("defect"),
    ]
  ) {
    const { state, look } = looks(error, "there");
    await assert.rejects(patiently(new TestClock(), look), error);
    assert.equal(state.asked, 1);
  }
});

Deno.test("each line of a log is told once, also when the oldest have gone", () => {
  assert.deepEqual(newLines([], ["a", "b"]), ["a", "b"]);
  assert.deepEqual(newLines(["a", "b"], ["a", "b"]), []);
  assert.deepEqual(newLines(["a", "b"], ["b", "c", "d"]), ["c", "d"]);
  assert.deepEqual(newLines(["a"], ["x", "y"]), ["x", "y"]);
});

Deno.test("a wait for a signal ends when it comes, and at once where it has come", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(controller.signal);
  controller.abort();
  await waiting;
  await untilAborted(controller.signal);
});
