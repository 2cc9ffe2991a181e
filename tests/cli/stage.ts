/** An environment that keeps what a command writes. */
import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { Environment } from "../../cli/environment.ts";

export interface Stage {
  environment: Environment;
  clock: TestClock;
  wrote: { stdout: string; stderr: string; complaints: string[] };
}

export interface StageOptions {
  cwd?: string;
  isTerminal?: boolean;
  columns?: number;
  clock?: TestClock;
  fetch?: typeof fetch;
  env?: Record<string, string>;
}

export function stageFor(
  { cwd = ".", isTerminal = false, columns = 80, clock = new TestClock(), fetch = noFetch, env = {} }:
    StageOptions = {},
): Stage {
  const wrote: Stage["wrote"] = { stdout: "", stderr: "", complaints: [] };
  const sink = (name: "stdout" | "stderr") => ({
    isTerminal,
    columns: () => columns,
    write(bytes: Uint8Array) {
      wrote[name] += new TextDecoder().decode(bytes);
      return Promise.resolve();
    },
  });
  const environment: Environment = {
    env,
    cwd,
    home: null,
    clock,
    fetch,
    print: (line) => void (wrote.stdout += `${line}\n`),
    complain: (line) => void wrote.complaints.push(line),
    colour: false,
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    onSignal() {},
    exit: () => assert.fail("exited"),
  };
  return { environment, clock, wrote };
}

function noFetch(): never {
  throw new Error("nothing is to be asked for here");
}
