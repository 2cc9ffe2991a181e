/** `tapedeck inventory`: the series there are, of the tapedeck that runs or of a folder alone; both say the same. */
import { count, megabytes, number, percent } from "../actors/archive/verify/words.ts";
import { inventoryView } from "../actors/control/views.ts";
import { spanSeconds } from "../schemas/series.ts";
import type { SeriesView } from "../schemas/snapshot.ts";
import { WrongUsage } from "./arguments.ts";
import type { ReachFlags } from "./client.ts";
import { painter } from "./colours.ts";
import type { Environment } from "./environment.ts";
import { chosenSeries, lookAround } from "./look.ts";
import { type Column, printTable } from "./table.ts";

export type InventorySort = "name" | "first" | "last" | "rows" | "gaps" | "complete" | "size";

export interface InventoryFlags extends ReachFlags {
  /** Keys, with `*`, or words of them. */
  series?: string[];
  sort?: InventorySort;
  /** As `/api/inventory` answers. */
  json?: true;
}

/** Gives 0, and 1 where there is nothing to be had. */
export async function inventory(flags: InventoryFlags, environment: Environment): Promise<number> {
  try {
    const { snapshot } = await lookAround(flags, environment);
    const held = chosenSeries(snapshot, flags.series).filter(({ rows }) => rows > 0);
    if (flags.json) {
      const rows = inventoryView({ ...snapshot, series: held });
      await environment.stdout.write(new TextEncoder().encode(`${JSON.stringify(rows)}\n`));
    } else await tell(held.sort(ORDERS[flags.sort ?? "name"]), environment);
    return 0;
  } catch (error) {
    if (error instanceof WrongUsage || error instanceof Deno.errors.BrokenPipe) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

async function tell(series: SeriesView[], environment: Environment): Promise<void> {
  if (series.length === 0) return environment.print("Nothing is recorded here yet.");
  await printTable(COLUMNS, series, environment);
  const sum = (of: (view: SeriesView) => number) => series.reduce((total, view) => total + of(view), 0);
  const totals = [
    `${number(series.length)} series`,
    count(sum(({ rows }) => rows), "row"),
    megabytes(sum(bytesOf)),
    count(sum(gapsOf), "gap"),
  ];
  environment.print(painter(environment)(totals.join(", "), "faint"));
}

const bytesOf = ({ disk }: SeriesView) => disk?.bytes ?? 0;
const gapsOf = ({ disk }: SeriesView) => disk?.gapCount ?? 0;
const completeOf = ({ disk }: SeriesView) => disk?.complete ?? 0;

const day = (us: number | null): string => us === null ? "–" : new Date(us / 1000).toISOString().slice(0, 10);

const COLUMNS: Column<SeriesView>[] = [
  { name: "exchange", text: ({ exchange }) => exchange },
  { name: "pair", text: ({ pair }) => pair },
  { name: "type", text: ({ type }) => type },
  { name: "span", text: ({ span }) => span ?? "–" },
  { name: "first", text: ({ firstUs }) => day(firstUs), goes: 2 },
  { name: "last", text: ({ lastUs }) => day(lastUs) },
  { name: "rows", isNumber: true, text: ({ rows }) => number(rows) },
  {
    name: "gaps",
    isNumber: true,
    text: (view) => number(gapsOf(view)),
    tint: (view) => gapsOf(view) > 0 ? "notice" : null,
  },
  // What is in the journal alone is told of with its first file.
  { name: "complete", isNumber: true, text: ({ disk }) => disk ? percent(disk.complete) : "–" },
  { name: "size", isNumber: true, text: ({ disk }) => disk ? megabytes(disk.bytes) : "–", goes: 1 },
];

type Order = (a: SeriesView, b: SeriesView) => number;

/** As `/api/inventory` sorts, but spans by their length. */
const byName: Order = (a, b) =>
  compare(a.exchange, b.exchange) || compare(a.type, b.type) || compare(a.pair, b.pair) ||
  lengthOf(a.span) - lengthOf(b.span);

const compare = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
const lengthOf = (span: string | null) => span === null ? 0 : spanSeconds(span);
const most = (of: (view: SeriesView) => number): Order => (a, b) => of(b) - of(a) || byName(a, b);

const ORDERS: Record<InventorySort, Order> = {
  name: byName,
  first: (a, b) => (a.firstUs ?? Infinity) - (b.firstUs ?? Infinity) || byName(a, b),
  last: most(({ lastUs }) => lastUs ?? 0),
  rows: most(({ rows }) => rows),
  gaps: most(gapsOf),
  complete: (a, b) => completeOf(a) - completeOf(b) || byName(a, b),
  size: most(bytesOf),
};
