/** `tapedeck tail`: the last rows of a series, then new ones as they are recorded. */
import { TYPE_NAMES } from "../actors/archive/reader/series.ts";
import { TIME_STYLES } from "../actors/archive/reader/text.ts";
import { oneOf, WrongUsage } from "./arguments.ts";
import type { ReachFlags } from "./client.ts";
import type { Environment } from "./environment.ts";
import { untilStopped } from "./signals.ts";
import { rowPrinter, type TailFormat, type TailRow, type TailSource } from "./tail_rows.ts";
import { openTail } from "./tail_sources.ts";

export interface TailFlags extends ReachFlags {
  exchange: string;
  pair: string;
  /** As in `TYPE_NAMES`. */
  type: string;
  span?: string;
  /** So many first; 10 by default. */
  rows?: number;
  format?: TailFormat;
  time?: string;
}

const LOOK_EVERY_MS = 1_000;
/** So often it is looked whether new rows can come at all. */
const SILENCE_EVERY_MS = 10_000;

/** Gives 0 at Ctrl-C and where who reads along goes; 1 where it cannot be read. Throws {@linkcode WrongUsage}. */
export async function tail(flags: TailFlags, environment: Environment): Promise<number> {
  const { exchange, pair, span, rows = 10 } = flags;
  const type = TYPE_NAMES[known("TYPE", flags.type, Object.keys(TYPE_NAMES))];
  const time = known("--time", flags.time ?? "iso", TIME_STYLES);
  const format = flags.format ?? (environment.stdout.isTerminal ? "table" : "csv");
  const stop = stopOf(environment);
  try {
    const source = await openTail({ exchange, pair, type, span, time }, flags, environment);
    const text = rowPrinter(type, format);
    const print = async (rows: TailRow[]) => {
      if (rows.length > 0) await environment.stdout.write(new TextEncoder().encode(text(rows)));
    };
    await print(await source.last(rows));
    await follow(source, { print, stop }, environment);
    return 0;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return 0;
    environment.complain((error as Error).message);
    return 1;
  }
}

function known<T extends string>(what: string, text: string, choices: readonly T[]): T {
  try {
    return oneOf(choices).read(text);
  } catch (error) {
    throw new WrongUsage(`Cannot use ${what} ${text}: ${(error as Error).message}`);
  }
}

/** Prints what comes until it is stopped, and says when nothing can come. */
async function follow(
  source: TailSource,
  { print, stop }: { print(rows: TailRow[]): Promise<void>; stop: AbortSignal },
  { clock, complain }: Environment,
): Promise<void> {
  let askedAt = -Infinity;
  let told: string | null = null;
  while (!stop.aborted) {
    if (clock.elapsed() - askedAt >= SILENCE_EVERY_MS) {
      const sentence = await source.silence();
      if (sentence !== null && sentence !== told) complain(sentence);
      [askedAt, told] = [clock.elapsed(), sentence];
    }
    await waited(clock, LOOK_EVERY_MS, stop);
    for await (const rows of source.more()) await print(rows);
  }
}

/** Aborted at Ctrl-C, and when the terminal is closed. */
function stopOf(environment: Environment): AbortSignal {
  const stop = new AbortController();
  const end = () => stop.abort();
  void untilStopped(environment, { hangUp: end, insist: () => environment.exit(0) }).then(end);
  return stop.signal;
}

/** Waits so long, or until it is stopped. */
function waited(clock: Environment["clock"], ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => {
      stop.removeEventListener("abort", end);
      resolve();
    });
    const end = () => (cancel(), resolve());
    stop.addEventListener("abort", end, { once: true });
  });
}
