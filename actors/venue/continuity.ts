/**
 * For series whose ids prove nothing, the only thing known is since when the socket has been subscribed
 * without interruption. A connection that ended is believed up to its last frame, and otherwise only up to
 * the moment when a mute socket would still have looked alive.
 */
import type { Evidence, GapCause } from "../../schemas/evidence.ts";
import type { VenueFact } from "../../schemas/facts.ts";

export interface Interruption {
  cause: GapCause;
  reason: string;
}

export interface Continuity {
  connected(nowUs: number): Evidence[];
  /** A frame of the series came. */
  alive(nowUs: number): void;
  /** What can be said by now; nothing while not connected. */
  settle(nowUs: number): Evidence[];
  /** Something that came could not be believed: what lies between its neighbours is a gap. */
  rejected(nowUs: number, reason: string): Evidence[];
  dropped(nowUs: number, interruption: Interruption): Evidence[];
}

/** `endUs`: up to when the series is recorded already, null: never was. `muteUs`: how long mute may look alive. */
export function createContinuity(endUs: number | null, muteUs: number): Continuity {
  let end = endUs;
  let since: number | null = null;
  let lastFrame = 0;
  let interruption: Interruption = { cause: "outage", reason: "tapedeck was not recording" };

  function settle(nowUs: number): Evidence[] {
    if (since === null) return [];
    const to = Math.max(lastFrame, nowUs - muteUs);
    if (to <= since) return [];
    const evidence: Evidence = { kind: "recorded", from: since, to };
    since = end = to;
    return [evidence];
  }

  return {
    connected(nowUs) {
      const gap: Evidence[] = end !== null && end < nowUs
        ? [{ kind: "gap", from: end, to: nowUs, ...interruption }]
        : [];
      since = lastFrame = end = nowUs;
      return gap;
    },
    alive(nowUs) {
      lastFrame = nowUs;
    },
    settle,
    rejected(nowUs, reason) {
      const from = lastFrame;
      const before = settle(from);
      since = lastFrame = end = nowUs;
      return from < nowUs ? [...before, { kind: "gap", from, to: nowUs, cause: "rejected", reason }] : before;
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
