/** What the kernel's tests share: a system on a clock that stands still, and what it reported. */
import { setImmediate } from "node:timers";
import {
  type Behavior,
  createSystem,
  type DeadLetter,
  type Failure,
  seededRandom,
} from "../../actors/kernel/mod.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";

export function testSystem(random: () => number = seededRandom(1)) {
  const clock = new TestClock();
  const failures: Failure[] = [];
  const letters: DeadLetter[] = [];
  const system = createSystem({
    clock,
    random,
    onFailure: (failure) => failures.push(failure),
    onDeadLetter: (letter) => letters.push(letter),
  });
  return { clock, system, failures, letters, settle: () => clock.advance(0) };
}

/** Writes down what it is told; the word "fail" is a failure. */
export function recording(words: string[]): Behavior<string> {
  return () => (word) => {
    if (word === "fail") throw new Error("told to fail");
    words.push(word);
  };
}

/** A promise that the test resolves: what a receive, a task or a cleanup waits for. */
export function gate<T = void>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { opened: promise, open: resolve, fail: reject };
}

/** What a promise has come to, its value or its error's message: "waiting" while it has not settled. */
export async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  let state: unknown = "waiting";
  promise.then((value) => state = value, (error: Error) => state = error.message);
  await new Promise((resolve) => setImmediate(resolve));
  return state;
}
