/** Which streams are connected, and which of them have been without a row for longer than they usually are. */
import { exchangeOf, type Witnessed } from "./signals.ts";

interface Stream {
  /** ms; null: it is not. */
  connectedAt: number | null;
  lastRowAt: number | null;
  /** ms between facts of rows, the last 32. */
  pauses: number[];
  isSilent: boolean;
}

export interface Rhythms {
  fold(fact: Witnessed): void;
  /** Rows came. True: the stream had been silent. */
  heard(key: string, at: number): boolean;
  /** Streams that have become silent, and since when. */
  silent(now: number): Array<{ key: string; since: number }>;
  /** How many streams of the exchange are known. */
  countOf(exchange: string): number;
  /** Others are recorded no more. */
  keep(keys: ReadonlySet<string>): void;
}

const MAX_PAUSES = 32;
/** A stream is silent for long after so many of its usual pauses … */
const SILENT_PAUSES = 20;
/** … of which so many must be known; without them an hour counts. */
const FEW_PAUSES = 5;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function createRhythms(): Rhythms {
  const streams = new Map<string, Stream>();

  function streamOf(key: string): Stream {
    const known = streams.get(key);
    if (known) return known;
    const stream = { connectedAt: null, lastRowAt: null, pauses: [], isSilent: false };
    streams.set(key, stream);
    return stream;
  }

  function disconnect(stream: Stream | undefined): void {
    if (stream) stream.connectedAt = null;
  }

  return {
    fold(fact) {
      switch (fact.type) {
        case "stream-connecting":
          return void streamOf(fact.key);
        case "stream-connected":
          Object.assign(streamOf(fact.key), { connectedAt: fact.at, isSilent: false });
          return;
        case "stream-dropped":
        case "stream-paused":
        case "stream-ended":
          return disconnect(streams.get(fact.key));
        case "venue-failed":
          for (const [key, stream] of streams) if (exchangeOf(key) === fact.exchange) disconnect(stream);
      }
    },
    heard(key, at) {
      const stream = streams.get(key);
      if (!stream) return false; // a history
      if (stream.lastRowAt !== null) stream.pauses.push(Math.max(0, at - stream.lastRowAt));
      if (stream.pauses.length > MAX_PAUSES) stream.pauses.shift();
      stream.lastRowAt = at;
      const { isSilent } = stream;
      stream.isSilent = false;
      return isSilent;
    },
    silent(now) {
      const found = [];
      for (const [key, stream] of streams) {
        const since = quietSince(stream, now);
        if (since === null) continue;
        stream.isSilent = true;
        found.push({ key, since });
      }
      return found;
    },
    countOf: (exchange) => [...streams.keys()].filter((key) => exchangeOf(key) === exchange).length,
    keep(keys) {
      for (const key of streams.keys()) if (!keys.has(key)) streams.delete(key);
    },
  };
}

/** Null: it is not silent, or has been for a while. */
function quietSince({ connectedAt, lastRowAt, pauses, isSilent }: Stream, now: number): number | null {
  if (connectedAt === null || isSilent) return null;
  const since = Math.max(connectedAt, lastRowAt ?? 0);
  return now - since > MINUTE_MS && now - since > silenceLimitMs(pauses) ? since : null;
}

/** Measured by the median of the series' own pauses: a quiet market is silent without being dead. */
export function silenceLimitMs(pauses: readonly number[]): number {
  if (pauses.length < FEW_PAUSES) return HOUR_MS;
  const median = pauses.toSorted((a, b) => a - b)[pauses.length >> 1];
  return Math.max(MINUTE_MS, SILENT_PAUSES * median);
}
