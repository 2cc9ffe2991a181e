/**
 * For series whose ids prove nothing, the only thing known is since when the socket has been subscribed without
 * interruption. A frame of the series proves all before it: what a connection delivers comes whole and in order.
 * Silence proves less: a dead socket is found out after its mute limit, by a machine that is awake.
 */
import type { Evidence, GapCause } from "../../schemas/evidence.ts";
import type { VenueFact } from "../../schemas/facts.ts";

export interface Interruption {
  cause: GapCause;
  reason: string;
}

/** Times are µs: local ones, but for those of rows. */
export interface Continuity {
  connected(nowUs: number): Evidence[];
  /** Rows came, the newest and the oldest of those exchange times. */
  heard(newestUs: number, oldestUs?: number): void;
  /** To be called every second: what is late was asleep, or starved. */
  tick(nowUs: number): void;
  /** What can be said by now; nothing while not connected. */
  settle(nowUs: number): Evidence[];
  /** Something that came could not be believed: what lies between its neighbours is a gap. */
  rejected(nowUs: number, reason: string): Evidence[];
  dropped(nowUs: number, interruption: Interruption): Evidence[];
}

/** Up to when a series is recorded, µs; null: it never was. Kept up to date, for whoever goes on with it. */
export interface RecordedTo {
  recordedToUs: number | null;
  /** Why it was not recorded since then, in a few words. */
  readonly away?: string | null;
}

/** What is said of the time before a stream began, where nobody has said why. */
export const NOT_RECORDING = "tapedeck was not recording";

/** How late a timer may be before it is a sign of sleep; a Worker that is later is ended. */
const LATE_US = 15_000_000;
/** Rows are on their way for less than that, and clocks that are kept right differ by less. */
const CLOCKS_DIFFER_US = 5_000_000;

export interface ContinuityOptions {
  /** How long a dead socket may look alive. */
  muteUs: number;
  /** Each row is whole by itself, as a book is: the first of a subscription stands for its own time. */
  isWhole?: true;
}

export function createContinuity(series: RecordedTo, { muteUs, isWhole }: ContinuityOptions): Continuity {
  /** Since when there is something to say; null: not connected. */
  let since: number | null = null;
  let newestRow = -Infinity;
  /** Of this connection. */
  let firstRow: number | null = null;
  /** How far this machine's clock is ahead of the exchange's at most: a row is a moment old when it is seen. */
  let ahead = Infinity;
  let lastTick = -Infinity;
  let awakeSince = Infinity;
  let interruption: Interruption = { cause: "outage", reason: series.away ?? NOT_RECORDING };

  function look(nowUs: number): void {
    if (!(Math.abs(nowUs - lastTick) <= LATE_US)) wakeUp(nowUs);
    lastTick = nowUs;
    if (newestRow > -Infinity) ahead = Math.min(ahead, nowUs - newestRow);
  }

  /** It slept, was starved, or its clock was set. */
  function wakeUp(nowUs: number): void {
    awakeSince = nowUs;
    ahead = Infinity;
  }

  function settle(nowUs: number): Evidence[] {
    if (nowUs - lastTick > LATE_US) wakeUp(nowUs);
    if (since === null) return [];
    // By a clock that is behind, the socket was subscribed before it was.
    if (ahead < -CLOCKS_DIFFER_US && firstRow !== null) since = Math.max(since, firstRow);
    const aheadUs = ahead > CLOCKS_DIFFER_US && ahead < Infinity ? ahead : 0;
    const quietTo = nowUs - aheadUs - muteUs - LATE_US;
    const to = Math.max(newestRow, quietTo >= awakeSince ? quietTo : -Infinity);
    if (to <= since) return [];
    const evidence: Evidence = { kind: "recorded", from: since, to };
    since = series.recordedToUs = to;
    return [evidence];
  }

  function begin(nowUs: number): void {
    since = series.recordedToUs = nowUs;
    newestRow = -Infinity;
    firstRow = null;
    ahead = Infinity;
  }

  return {
    connected(nowUs) {
      const from = series.recordedToUs;
      begin(nowUs);
      return from !== null && from < nowUs ? [{ kind: "gap", from, to: nowUs, ...interruption }] : [];
    },
    heard(newestUs, oldestUs = newestUs) {
      newestRow = Math.max(newestRow, newestUs);
      if (isWhole && firstRow === null && since !== null && oldestUs > since - CLOCKS_DIFFER_US) {
        since = Math.min(since, oldestUs); // it was on its way when the subscription was confirmed
      }
      firstRow ??= newestUs;
    },
    tick: look,
    settle,
    rejected(nowUs, reason) {
      if (since === null) return [];
      const before = settle(nowUs);
      const from = since;
      const to = Math.max(nowUs, from + 1);
      begin(to);
      return [...before, { kind: "gap", from, to, cause: "rejected", reason }];
    },
    dropped(nowUs, why) {
      interruption = why;
      const evidence = settle(nowUs);
      since = null;
      return evidence;
    },
  };
}

/** Tells the gaps among some evidence as facts. */
export function tellGaps(
  key: string,
  evidence: Evidence[],
  at: number,
  tell: (fact: VenueFact) => void,
): void {
  for (const each of evidence) {
    if (each.kind !== "gap") continue;
    const { from, to, cause, reason } = each;
    tell({ type: "gap-opened", key, from, to, cause, reason, at });
  }
}
