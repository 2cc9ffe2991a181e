/** `tapedeck collect`: has the configured histories brought up to date now, and waits until they are. */
import { spanOfSeconds } from "../schemas/series.ts";
import type { CollectRequest, Jobs, RunRecord } from "../schemas/wire.ts";
import { WrongUsage } from "./arguments.ts";
import type { ReachFlags } from "./client.ts";
import type { Board, Controls } from "./controls.ts";
import type { Environment } from "./environment.ts";
import { LOOK_EVERY_MS, patiently, pause, untilAborted } from "./follow.ts";
import type { Bar } from "./progress.ts";
import { type Site, withControls } from "./reach.ts";
import { ENDED_BY_SIGNAL } from "./signals.ts";
import { type Column, printTable } from "./table.ts";

export interface CollectFlags extends ReachFlags {
  exchange?: string;
  pair?: string;
  /** Only begins it. */
  detach?: true;
  json?: true;
}

/** A history that is collected, and what came of it. */
interface Collected {
  exchange: string;
  pair: string;
  type: string;
  span: string | null;
  /** null: none yet, or there was nothing to ask for. */
  run: RunRecord | null;
  /** Why there will be no run: nothing is to be asked for, or it cannot be. */
  end: { error: string | null } | null;
}

/** How it was before. */
interface Before {
  /** Of the runs that had ended. */
  ids: Set<string>;
  /** By name, when it succeeded last, ms. */
  successes: Map<string, number | null>;
}

/** Gives 0 where all are up to date, 1 where one is not, 130 where it was interrupted. */
export async function collect(flags: CollectFlags, environment: Environment): Promise<number> {
  try {
    return await withControls(flags, environment, async (site) => {
      if (flags.detach) return await detach(site, flags, environment);
      const { controls, stopped } = site;
      const { exchange, pair } = flags;
      const before = await lookBefore(controls);
      const wanted = wantedIn(await controls.jobs(), { exchange, pair });
      await controls.collect({ exchange, pair });
      if (wanted.length === 0) {
        throw new Error("There is no history to collect: no histo job that is not paused");
      }
      await follow(site, wanted, before, environment);
      await tell(wanted, flags, environment);
      if (stopped.aborted) return ENDED_BY_SIGNAL;
      return wanted.some((each) => errorOf(each) !== null) ? 1 : 0;
    });
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

async function detach(
  { controls, place }: Site,
  { exchange, pair, json }: CollectFlags,
  { print }: Environment,
): Promise<number> {
  if (place.type === "here") {
    throw new Error(
      "Cannot leave the collecting to itself: no tapedeck runs on this folder; leave out --detach, or start tapedeck",
    );
  }
  await controls.collect({ exchange, pair });
  print(json ? JSON.stringify({ status: "started" }) : `Started in ${place.name}`);
  return 0;
}

async function lookBefore(controls: Controls): Promise<Before> {
  const runs = await controls.runs({ kind: "collect" });
  const { series } = await controls.board();
  return {
    ids: new Set(runs.filter(({ finished_at }) => finished_at !== null).map(({ id }) => id)),
    successes: new Map(series.map((each) => [nameOf(each), each.lastSuccessAt])),
  };
}

function wantedIn({ histo_jobs }: Jobs, { exchange, pair }: CollectRequest): Collected[] {
  const all = histo_jobs.filter(({ paused }) => !paused).flatMap((
    { exchange, pairs, span, data_type = "ohlc" },
  ) =>
    pairs.map((pair): Collected => ({
      exchange,
      pair,
      type: String(data_type),
      span: data_type === "ohlc" ? spanOfSeconds(span) : null,
      run: null,
      end: null,
    }))
  );
  const fitting = all.filter((each) =>
    (!exchange || each.exchange === exchange) && (!pair || each.pair === pair)
  );
  return [...new Map(fitting.map((each) => [nameOf(each), each])).values()];
}

const nameOf = ({ exchange, pair, type, span }: Pick<Collected, "exchange" | "pair" | "type" | "span">) =>
  [exchange, pair, type, ...span === null ? [] : [span]].join(" ");

/** Until each has ended, or until it is stopped. */
async function follow(
  site: Site,
  wanted: Collected[],
  before: Before,
  { clock }: Environment,
): Promise<void> {
  const { controls, place, progress, stopped } = site;
  stopped.addEventListener("abort", () => {
    const rest = place.type === "app" ? `${place.name} goes on` : "what has been fetched is kept";
    progress.say(`Stopped waiting; ${rest}.`);
  });
  while (!stopped.aborted) {
    await patiently(clock, () => look(controls, wanted, before));
    const over = wanted.filter(isOver).length;
    if (over === wanted.length) return;
    progress.show([barOf(wanted)]);
    await Promise.race([pause(clock, LOOK_EVERY_MS), untilAborted(stopped)]);
  }
}

/** How long they still take nobody knows: it depends on what is missing. */
function barOf(wanted: Collected[]): Bar {
  const open = wanted.filter((each) => !isOver(each)).map(nameOf);
  const note = open.length > 3 ? `${open.slice(0, 3).join(", ")} and more` : open.join(", ");
  const done = wanted.length - open.length;
  return {
    label: "collecting",
    done,
    total: wanted.length,
    unit: "series",
    note: `under way: ${note}`,
    leftMs: null,
  };
}

const isOver = ({ run, end }: Collected) => end !== null || (run !== null && run.finished_at !== null);

async function look(controls: Controls, wanted: Collected[], before: Before): Promise<void> {
  const runs = await controls.runs({ kind: "collect" });
  const later = runs.filter(({ id }) => !before.ids.has(id)).reverse();
  const found = new Map(later.map((run) => [nameOfRun(run), run]));
  for (const each of wanted) if (!isOver(each)) each.run = found.get(nameOf(each)) ?? each.run;
  const silent = wanted.filter(({ run, end }) => run === null && end === null);
  if (silent.length > 0) endSilent(silent, await controls.board(), before);
}

/** Of a market that does not trade nothing is asked for; of an exchange that cannot be reached nothing can be. */
function endSilent(silent: Collected[], board: Board, { successes }: Before): void {
  const venues = new Map(board.venues.map((venue) => [venue.exchange, venue]));
  const series = new Map(board.series.map((each) => [nameOf(each), each]));
  for (const each of silent) {
    const venue = venues.get(each.exchange);
    const last = series.get(nameOf(each))?.lastSuccessAt ?? null;
    if (venue?.state === "failed") each.end = { error: venue.error ?? "the exchange cannot be asked" };
    else if (last !== null && last !== (successes.get(nameOf(each)) ?? null)) each.end = { error: null };
  }
}

const nameOfRun = ({ exchange, pairs, type, span }: RunRecord) =>
  nameOf({ exchange: exchange ?? "", pair: pairs?.[0] ?? "", type: type ?? "", span });

const errorOf = ({ run, end }: Collected) => end?.error ?? run?.error ?? null;

const COLUMNS: Column<Collected>[] = [
  { name: "series", text: nameOf },
  { name: "rows", isNumber: true, text: ({ run }) => (run?.rows ?? 0).toLocaleString("en-US") },
  {
    name: "requests",
    isNumber: true,
    text: ({ run }) => (run?.requests ?? 0).toLocaleString("en-US"),
    goes: 1,
  },
  { name: "outcome", text: outcomeOf, tint: (each) => errorOf(each) === null ? null : "bad" },
];

async function tell(wanted: Collected[], { json }: CollectFlags, environment: Environment): Promise<void> {
  if (json) environment.print(JSON.stringify(wanted.map(jsonOf)));
  else await printTable(COLUMNS, wanted, environment);
}

function outcomeOf(each: Collected): string {
  const error = errorOf(each);
  if (error !== null) return error;
  return isOver(each) ? "up to date" : "under way";
}

function jsonOf(each: Collected) {
  const { exchange, pair, type, span, run } = each;
  return {
    exchange,
    pair,
    type,
    span,
    rows: run?.rows ?? 0,
    requests: run?.requests ?? 0,
    status: errorOf(each) !== null ? "error" : run?.status ?? (isOver(each) ? "done" : "waiting"),
    error: errorOf(each),
  };
}
