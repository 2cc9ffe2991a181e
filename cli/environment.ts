import type { Clock } from "../actors/kernel/clock.ts";

/** What a command has of the world around it; main.ts gives the real one. */
export interface Environment {
  /** Environment variables. */
  env: Record<string, string>;
  cwd: string;
  home: string | null;
  clock: Clock;
  /** Takes a line for who ran the command. */
  print(line: string): void;
  /** Takes a line that says what is wrong. */
  complain(line: string): void;
  /** Whether lines may be coloured. */
  colour: boolean;
  onSignal(signal: Deno.Signal, heard: () => void): void;
  /** Ends the program at once. */
  exit(code: number): never;
}
