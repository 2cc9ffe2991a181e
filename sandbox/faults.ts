/** Trouble on demand: what can be asked for, and which of it is in force. */
import { z } from "zod";

const times = {
  probability: z.number().gt(0).max(1).default(1),
  forMs: z.number().int().positive().optional(),
};
const counted = { ...times, count: z.number().int().positive().optional() };
const symbol = z.string().regex(/^[A-Z0-9]+$/, "a symbol in upper case, such as BTCUSDT").optional();
const onStreams = { symbol, stream: z.string().min(1).optional() };
const onRequests = { symbol, path: z.string().min(1).optional() };
const n = (least: number) => z.number().int().min(least).max(100_000).default(least);

/** One fault. `symbol` must be equal, `stream` and `path` must be contained; what is left out always matches. */
export const Fault = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("drop"), ...onStreams, ...counted }),
  z.strictObject({ kind: z.literal("mute"), ...onStreams, ...times }),
  z.strictObject({ kind: z.literal("lag"), ms: z.number().int().positive(), ...onStreams, ...times }),
  z.strictObject({ kind: z.literal("skip"), n: n(1), ...onStreams, ...counted }),
  z.strictObject({ kind: z.literal("repeat"), n: n(1), ...onStreams, ...counted }),
  z.strictObject({ kind: z.literal("reorder"), n: n(2), ...onStreams, ...counted }),
  z.strictObject({ kind: z.literal("break-depth"), ...onStreams, ...counted }),
  z.strictObject({ kind: z.literal("garbage"), ...onStreams, ...counted }),
  z.strictObject({ kind: z.literal("foreign"), ...onStreams, ...counted }),
  z.strictObject({
    kind: z.literal("status"),
    status: z.union([429, 418, 500, 502, 503].map((status) => z.literal(status))),
    retryAfterS: z.number().positive().optional(),
    ...onRequests,
    ...counted,
  }),
  z.strictObject({ kind: z.literal("garbage-answer"), ...onRequests, ...counted }),
  z.strictObject({ kind: z.literal("stall"), ...onRequests, ...counted }),
  z.strictObject({ kind: z.literal("cut"), ...onRequests, ...counted }),
  z.strictObject({ kind: z.literal("refuse"), forMs: z.number().int().positive() }),
]);
export type Fault = z.infer<typeof Fault>;
export type FaultKind = Fault["kind"];

export const FaultRequest = z.union([Fault, z.array(Fault).min(1)]).transform((asked) => [asked].flat());

/** What a fault can strike: a subscription, a request, or a connection as a whole (nothing named). */
export interface Target {
  readonly symbol?: string;
  readonly stream?: string;
  readonly path?: string;
}

export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  /** Strikes left; null where only time or DELETE ends it. */
  readonly left: number | null;
  readonly untilMs: number | null;
}

export interface Faults {
  /** Puts a fault in force. `openSockets`: how many sockets it would strike now. */
  add(fault: Fault, openSockets: number): ActiveFault;
  /** The first fault of this kind that strikes any of the targets now; each takes its chance in turn. */
  strike<K extends FaultKind>(kind: K, targets: readonly Target[]): Extract<Fault, { kind: K }> | undefined;
  list(): ActiveFault[];
  clear(): void;
}

export function openFaults(now: () => number, random: () => number): Faults {
  let active: { id: number; fault: Fault; left: number; untilMs: number }[] = [], lastId = 0;

  const inForce = () => active = active.filter(({ left, untilMs }) => left > 0 && now() < untilMs);

  function add(fault: Fault, openSockets: number): ActiveFault {
    const untilMs = fault.forMs === undefined ? Infinity : now() + fault.forMs;
    const added = { id: ++lastId, fault, left: strikes(fault, openSockets), untilMs };
    active.push(added);
    return shown(added);
  }

  const happens = (fault: Fault) => !("probability" in fault) || random() < fault.probability;

  function strike<K extends FaultKind>(kind: K, targets: readonly Target[]) {
    if (active.length === 0) return undefined;
    const hit = inForce().find(({ fault }) =>
      fault.kind === kind && targets.some((target) => matches(fault, target)) && happens(fault)
    );
    if (!hit) return undefined;
    hit.left--;
    return hit.fault as Extract<Fault, { kind: K }>;
  }

  return { add, strike, list: () => inForce().map(shown), clear: () => active = [] };
}

/**
 * How often a fault strikes where it does not say: a state lasts until its time or DELETE ends it, and so do the
 * faults of requests; what happens at a moment happens once, and a drop once to every socket that is open.
 */
function strikes(fault: Fault, openSockets: number): number {
  if ("count" in fault && fault.count !== undefined) return fault.count;
  if (fault.forMs !== undefined) return Infinity;
  switch (fault.kind) {
    case "drop":
      return openSockets;
    case "skip":
    case "repeat":
    case "reorder":
    case "break-depth":
    case "garbage":
    case "foreign":
      return 1;
    default:
      return Infinity;
  }
}

/** Whether a fault is meant for a target. */
export function matches(fault: Fault, target: Target): boolean {
  return (!("symbol" in fault) || fault.symbol === undefined || fault.symbol === target.symbol) &&
    (!("stream" in fault) || fault.stream === undefined || !!target.stream?.includes(fault.stream)) &&
    (!("path" in fault) || fault.path === undefined || !!target.path?.includes(fault.path));
}

function shown({ id, fault, left, untilMs }: { id: number; fault: Fault; left: number; untilMs: number }) {
  const finite = (value: number) => Number.isFinite(value) ? value : null;
  return { id, fault, left: finite(left), untilMs: finite(untilMs) };
}
