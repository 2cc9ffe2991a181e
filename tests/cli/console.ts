/** The world around a command, in memory: what it writes is kept, its clock and signals are the test's. */
import assert from "node:assert/strict";
import type { Clock } from "../../actors/kernel/clock.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import type { Environment } from "../../cli/environment.ts";

export interface Console {
  environment: Environment;
  /** Standard output, and error with what passes there. */
  out(): string;
  err(): string;
  /** As if the terminal sent it. */
  signal(signal: Deno.Signal): void;
}

export interface ConsoleOptions {
  cwd?: string;
  clock?: Clock;
  isTerminal?: boolean;
  fetch?: typeof fetch;
  env?: Record<string, string>;
  /** Told of an end at once; it must throw. */
  exit?(code: number): never;
}

export function openConsole(options: ConsoleOptions = {}): Console {
  const { cwd = "/nowhere", clock = new TestClock(Date.UTC(2026, 0, 1)), isTerminal = false } = options;
  const wrote = { out: "", err: "" };
  const heard: Array<[Deno.Signal, () => void]> = [];
  const sink = (name: "out" | "err") => ({
    isTerminal,
    columns: () => 80,
    write(bytes: Uint8Array) {
      wrote[name] += new TextDecoder().decode(bytes);
      return Promise.resolve();
    },
  });
  const environment: Environment = {
    env: options.env ?? {},
    cwd,
    home: null,
    clock,
    fetch: options.fetch ?? (() => assert.fail("asked the network")),
    print: (line) => void (wrote.out += `${line}\n`),
    complain: (line) => void (wrote.err += `${line}\n`),
    colour: false,
    stdout: sink("out"),
    stderr: sink("err"),
    onSignal: (signal, hear) => void heard.push([signal, hear]),
    exit: options.exit ?? ((code) => assert.fail(`exited with ${code}`)),
  };
  return {
    environment,
    out: () => wrote.out,
    err: () => wrote.err,
    signal: (signal) => heard.forEach(([of, hear]) => of === signal && hear()),
  };
}
