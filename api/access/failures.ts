/**
 * Wrong tokens, counted per client: twenty are looked at, then one every three seconds. While none may be, the right
 * one is not looked at either, or guessing would go on behind the answer. The operator is told once a minute at
 * most, of each client with its count; never of what was tried.
 */
import type { Clock } from "../../actors/kernel/clock.ts";
import { type Allowance, createBuckets } from "./buckets.ts";

const ALLOWED: Allowance = { capacity: 20, refillMs: 3_000 };
const REPORT_MS = 60_000;
/** Lines that one report may have; of more clients the sum is told. */
const MAX_LINES = 5;
const MAX_CLIENTS = 10_000;

export interface Failures {
  /** Seconds until a token of this client is looked at again; 0: it is looked at now. */
  waitSeconds(client: string): number;
  /** A token of this client was wrong. */
  wrong(client: string): void;
  /** A token of this client was not looked at. */
  unlooked(client: string): void;
  /** Tells what was not told yet, if it is time to. Cheap where there is nothing. */
  report(): void;
}

/** @param told Is given a sentence for the log. */
export function createFailures(clock: Clock, told: (words: string) => void): Failures {
  const buckets = createBuckets(MAX_CLIENTS);
  const untold = new Map<string, number>();
  let reportAtMs = -Infinity;

  function count(client: string): void {
    const known = untold.get(client);
    if (known !== undefined || untold.size < MAX_CLIENTS) untold.set(client, (known ?? 0) + 1);
    report();
  }

  function report(): void {
    if (untold.size === 0 || clock.elapsed() < reportAtMs) return;
    reportAtMs = clock.elapsed() + REPORT_MS;
    for (const words of sentences(untold)) told(words);
    untold.clear();
  }

  return {
    waitSeconds: (client) => buckets.waitSeconds(client, ALLOWED, clock.elapsed()),
    wrong(client) {
      buckets.take(client, ALLOWED, clock.elapsed());
      count(client);
    },
    unlooked: count,
    report,
  };
}

function sentences(counts: ReadonlyMap<string, number>): string[] {
  if (counts.size <= MAX_LINES) {
    return [...counts].map(([client, count]) => sentence(count, `from ${client}`));
  }
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return [sentence(sum, `from ${counts.size.toLocaleString("en")} addresses`)];
}

function sentence(count: number, from: string): string {
  if (count === 1) return `a request ${from} was refused: its token is wrong`;
  const requests = `${count.toLocaleString("en")} requests ${from}`;
  return `${requests} were refused: their tokens are wrong, or came after too many wrong ones`;
}
