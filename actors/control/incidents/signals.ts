/** What a fact means for the troubles of the recording: which begin, which are over. Pure. */
import type { Fact } from "../../../schemas/facts.ts";
import type { IncidentKind, Severity } from "../../../schemas/incidents.ts";
import { durationWords } from "../phrases.ts";
import type { SyncFact } from "../sync/facts.ts";
import type { Cause } from "./case.ts";

export type Witnessed = Fact | SyncFact;

/** `member`: whom it befalls: a series by its key, an exchange, a file, a remote, a part of the program. */
export type Signal =
  | {
    type: "begun";
    cause: Cause;
    member: string;
    at: number;
    /** As the fact has it. */
    reason: string;
    /** Over then if it is not told again. */
    expiresAt?: number;
    /** At least so bad. */
    level?: Severity;
    advice?: string | null;
  }
  /** Over as soon as it was there. */
  | { type: "happened"; cause: Cause; member: string; at: number; reason: string; rows?: number }
  | { type: "over"; kinds: readonly IncidentKind[]; member: string; at: number };

/** Clocks that differ by less do no harm; they are compared each minute in which a row comes. */
const CLOCK_LIMIT_MS = 60_000;
const CLOCK_EXPIRES_MS = 5 * 60_000;
/** What could not be sealed or merged is tried each minute, and told each time. */
const ARCHIVING_EXPIRES_MS = 150_000;
/** A remote that nobody wants any more is not told of again. */
const SYNC_EXPIRES_MS = 24 * 60 * 60_000;

/** What is over for a stream as soon as it is connected. */
const OF_A_STREAM: readonly IncidentKind[] = [
  "venue-outage",
  "asleep",
  "overload",
  "ended-stream",
  "silent-stream",
];

/** How a feed says that the machine slept; see venue/clock_watch.ts. */
const ASLEEP = /^this machine slept/;

/** The path of a part that records one exchange; see supervisor.ts. */
const OF_AN_EXCHANGE = /(?:^|\/)(?:venue|cell):([^/]+)/;

export const exchangeOf = (key: string) => key.split("/")[0];

export const ofExchange = (kind: IncidentKind, exchange: string): Cause => ({
  kind,
  exchange,
  subject: exchange,
});
export const ofAll = (kind: IncidentKind, subject = ""): Cause => ({ kind, exchange: null, subject });

/** Why a socket was not open, by the reason that is given for it. */
export function outageCause(exchange: string, reason: string): Cause {
  return ASLEEP.test(reason) ? ofAll("asleep") : ofExchange("venue-outage", exchange);
}

export function signalsOf(fact: Witnessed): Signal[] {
  switch (fact.type) {
    case "stream-connected":
      return [over(OF_A_STREAM, fact.key, fact.at)];
    case "stream-dropped":
    case "stream-paused":
    case "stream-ended":
      return interrupted(fact);
    case "venue-opened":
      return [over(["venue-outage"], fact.exchange, fact.at)];
    case "venue-failed":
      return [venueFailed(fact)];
    case "rows-rejected": {
      const { key, rows, reason, at } = fact;
      const cause = ofExchange("rejected", exchangeOf(key));
      return [{ type: "happened", cause, member: key, at, reason, rows }];
    }
    case "collect-finished":
      return [collected(fact)];
    case "backfill-finished": {
      if (fact.outcome !== "failed") return [];
      const { key, reason, at } = fact;
      const cause = ofExchange("failed-backfill", exchangeOf(key));
      return [{ type: "happened", cause, member: key, at, reason: reason ?? "" }];
    }
    case "clock-compared":
      return [clockCompared(fact)];
    case "sync-finished":
      return [synced(fact)];
    default:
      return ofTheHouse(fact);
  }
}

/** Of this machine, its disk and this program. */
function ofTheHouse(fact: Witnessed): Signal[] {
  switch (fact.type) {
    case "disk-changed":
      return [diskChanged(fact)];
    case "damage-found":
      return [{ ...happened("damage", fact.what, fact.at), reason: fact.words }];
    case "quarantined": {
      const reason = `${fact.path} could not be read and was put into quarantine, unchanged: ${fact.reason}`;
      return [{ ...happened("damage", fact.path, fact.at), reason }];
    }
    case "counts-differ":
      return [{ ...happened("counts-differ", fact.what, fact.at), reason: fact.words }];
    case "archiving-failed": {
      const { what, error: reason, at } = fact;
      const expiresAt = at + ARCHIVING_EXPIRES_MS;
      return [{ type: "begun", cause: ofAll("archiving"), member: what, at, reason, expiresAt }];
    }
    case "actor-failed":
      return [partFailed(fact)];
    case "config-refused": {
      const reason = fact.error.replaceAll("\n", "; ");
      return [{ type: "begun", cause: ofAll("config"), member: "config", at: fact.at, reason }];
    }
    case "config-taken":
      return [over(["config"], "config", fact.at)];
    default:
      return [];
  }
}

/** What records an exchange is told of with the exchange. */
function partFailed({ path, error: reason, at }: Extract<Fact, { type: "actor-failed" }>): Signal {
  const [, exchange] = OF_AN_EXCHANGE.exec(path) ?? [];
  if (exchange === undefined) return { ...happened("fault", path, at), reason };
  return { type: "happened", cause: ofExchange("venue-outage", exchange), member: exchange, at, reason };
}

function interrupted(
  fact: Extract<Fact, { type: "stream-dropped" | "stream-paused" | "stream-ended" }>,
): Signal[] {
  const { key, at } = fact;
  const exchange = exchangeOf(key);
  switch (fact.type) {
    case "stream-dropped": {
      const { error: reason } = fact;
      const begun = { type: "begun", cause: outageCause(exchange, reason), member: key, at, reason } as const;
      return [over(["silent-stream", "overload"], key, at), begun];
    }
    case "stream-paused": {
      const cause = ofExchange("overload", exchange);
      return [
        over(["silent-stream", "venue-outage"], key, at),
        { type: "begun", cause, member: key, at, reason: fact.reason },
      ];
    }
    case "stream-ended": {
      const cause = ofExchange("ended-stream", exchange);
      return [over(OF_A_STREAM, key, at), {
        type: "begun",
        cause,
        member: key,
        at,
        reason: fact.reason,
      }];
    }
    default:
      return fact satisfies never;
  }
}

function venueFailed({ exchange, error, retryAt, at }: Extract<Fact, { type: "venue-failed" }>): Signal {
  const cause = ofExchange("venue-outage", exchange);
  const isFinal = retryAt === null;
  return {
    type: "begun",
    cause,
    member: exchange,
    at,
    reason: error,
    level: isFinal ? "error" : "info",
    advice: isFinal ? "It is not tried again: change the config, or restart tapedeck." : null,
  };
}

function collected({ key, error, at }: Extract<Fact, { type: "collect-finished" }>): Signal {
  if (error === null) return over(["failed-run"], key, at);
  return {
    type: "begun",
    cause: ofExchange("failed-run", exchangeOf(key)),
    member: key,
    at,
    reason: error,
  };
}

function clockCompared({ exchange, aheadMs, at }: Extract<Fact, { type: "clock-compared" }>): Signal {
  if (Math.abs(aheadMs) < CLOCK_LIMIT_MS) return over(["clock"], exchange, at);
  const reason = `${durationWords(Math.abs(aheadMs))} ${aheadMs < 0 ? "behind" : "ahead of"}`;
  const expiresAt = at + CLOCK_EXPIRES_MS;
  return { type: "begun", cause: ofAll("clock"), member: exchange, at, reason, expiresAt };
}

function synced(
  { remote, outcome, error, retryAt, at }: Extract<SyncFact, { type: "sync-finished" }>,
): Signal {
  if (outcome !== "failed") return over(["sync"], remote, at);
  const cause = ofAll("sync", remote);
  const expiresAt = (retryAt ?? at) + SYNC_EXPIRES_MS;
  return { type: "begun", cause, member: remote, at, reason: error ?? "", expiresAt };
}

function diskChanged(fact: Extract<Fact, { type: "disk-changed" }>): Signal {
  const { state, problem, reason, at } = fact;
  if (state === "ok") return over(["disk"], "disk", at);
  const level = state === "low" ? "warning" : "error";
  const cause = ofAll("disk");
  return { type: "begun", cause, member: "disk", at, reason: reason ?? "", level, advice: problem };
}

function happened(kind: IncidentKind, member: string, at: number) {
  return { type: "happened", cause: ofAll(kind), member, at } as const;
}

function over(kinds: readonly IncidentKind[], member: string, at: number): Signal {
  return { type: "over", kinds, member, at };
}
