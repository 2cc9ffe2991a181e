/** `tapedeck stream`: starts or stops streams of the tapedeck that runs; where none does, records them here. */
import type { StreamRow } from "../schemas/wire.ts";
import { WrongUsage } from "./arguments.ts";
import { findApp, type ReachFlags } from "./client.ts";
import type { Tint } from "./colours.ts";
import { type Controls, controlsOver } from "./controls.ts";
import type { Environment } from "./environment.ts";
import { LOOK_EVERY_MS, patiently, pause } from "./follow.ts";
import { type Column, printTable } from "./table.ts";

export interface StreamFlags extends ReachFlags {
  exchange?: string;
  pair?: string;
  /** Stops them instead. */
  stop?: true;
  /** Only these of them. */
  channels?: Array<"trades" | "book">;
  json?: true;
}

/** Gives 0, and 1 where no stream is meant or one could not be started or stopped. */
export async function stream(flags: StreamFlags, environment: Environment): Promise<number> {
  try {
    const app = await findApp(flags, environment);
    if (app) return await switchStreams(controlsOver(app), flags, environment);
    if (flags.stop) throw new Error("Cannot stop streams: no tapedeck runs on this folder");
    const { recordStreams } = await import("./stream_here.ts");
    return await recordStreams(flags, environment);
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    environment.complain((error as Error).message);
    return 1;
  }
}

export type MeantStream = Pick<StreamRow, "exchange" | "pair" | "channels">;

/** Whether the flags mean it, or a channel of it. */
export function isMeant({ exchange, pair, channels }: Partial<MeantStream>, stream: MeantStream): boolean {
  return (exchange === undefined || stream.exchange === exchange) &&
    (pair === undefined || stream.pair === pair) &&
    (channels === undefined || channels.some((channel) => stream.channels.includes(channel)));
}

/** Throws with what there is where nothing is meant. */
export function meantAmong<T extends MeantStream>(rows: T[], flags: StreamFlags): T[] {
  const meant = rows.filter((row) => isMeant(flags, row));
  if (meant.length > 0) return meant;
  const wish = [flags.exchange, flags.pair, ...flags.channels ?? []].filter((each) => each !== undefined);
  const there = rows.map(({ exchange, pair }) => `${exchange} ${pair}`).slice(0, 10).join(", ");
  throw new Error(
    rows.length === 0
      ? "Cannot start a stream: the config has no stream job; add one first"
      : `Cannot find a stream of ${wish.join(" ")} in the config; there are ${there}`,
  );
}

/** A stream that was started is given so long to begin, before its state is shown. */
const SETTLE_LOOKS = 10;

async function switchStreams(
  controls: Controls,
  flags: StreamFlags,
  environment: Environment,
): Promise<number> {
  const { clock } = environment;
  const meant = meantAmong(await controls.streams(), flags);
  for (const { exchange, pair, channels } of meant) {
    const request = { exchange, pair, channels: flags.channels ?? channels };
    await (flags.stop ? controls.stopStream(request) : controls.startStream(request));
  }
  const keys = new Set(meant.map(({ key }) => key));
  const isSettled = ({ status }: StreamRow) =>
    flags.stop ? status === "stopped" || status === "ended" : !["starting", "stopped"].includes(status);
  for (let looks = 0;; looks++) {
    const rows = await patiently(clock, () => controls.streams());
    const now = rows.filter(({ key }) => keys.has(key));
    if (now.every(isSettled) || looks === SETTLE_LOOKS) return await tell(now, flags, environment);
    await pause(clock, LOOK_EVERY_MS);
  }
}

const TINTS: Record<StreamRow["status"], Tint | null> = {
  starting: "notice",
  running: "good",
  retrying: "notice",
  stopped: "faint",
  ended: "bad",
};

const COLUMNS: Column<StreamRow>[] = [
  { name: "exchange", text: ({ exchange }) => exchange },
  { name: "pair", text: ({ pair }) => pair },
  { name: "channels", text: ({ channels }) => channels.join(", "), goes: 1 },
  { name: "state", text: ({ status }) => status, tint: ({ status }) => TINTS[status] },
];

async function tell(rows: StreamRow[], { json }: StreamFlags, environment: Environment): Promise<number> {
  if (json) environment.print(JSON.stringify(rows));
  else await printTable(COLUMNS, rows, environment);
  return rows.some(({ status }) => status === "ended") ? 1 : 0;
}
