import type { Clock } from "../actors/kernel/clock.ts";

export interface Sink {
  isTerminal: boolean;
  /** Characters a line; 80 where nobody knows. */
  columns(): number;
  /** Resolves when all of it is taken, so that a slow reader slows the writer down. Rejects when the reader is gone. */
  write(bytes: Uint8Array): Promise<void>;
}

/** What a command has of the world around it; main.ts gives the real one. */
export interface Environment {
  /** Environment variables. */
  env: Record<string, string>;
  cwd: string;
  home: string | null;
  clock: Clock;
  fetch: typeof fetch;
  /** Takes a line for who ran the command. */
  print(line: string): void;
  /** Takes a line that says what is wrong. */
  complain(line: string): void;
  /** Whether lines may be coloured. */
  colour: boolean;
  /** Standard output for what are no lines: rows, certificates, tables. */
  stdout: Sink;
  /** Standard error for what passes: progress. */
  stderr: Sink;
  onSignal(signal: Deno.Signal, heard: () => void): void;
  /** Ends the program at once. */
  exit(code: number): never;
}
