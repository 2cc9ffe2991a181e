/** What was really sent, to whom: the sandbox's own account, which a recorder's rows are compared with. */

/** First and last id, inclusive. */
export type IdSpan = [first: number, last: number];

/**
 * One subscription. Ids are those of its frames: `a` of aggTrade, `t` of trade, `u` of depth, `E` of kline. Every
 * id from firstId to lastId was sent once and in order, but for those named as skipped, repeated or reordered.
 */
export interface SentStream {
  readonly stream: string;
  readonly subscribedMs: number;
  unsubscribedMs: number | null;
  frames: number;
  firstId: number | null;
  lastId: number | null;
  /** Left out by a fault; neighbours are joined. */
  readonly skipped: IdSpan[];
  /** Sent a second time. */
  readonly repeated: IdSpan[];
  /** Sent backwards. */
  readonly reordered: IdSpan[];
}

export interface SentConnection {
  readonly id: number;
  readonly path: string;
  readonly openedMs: number;
  closedMs: number | null;
  readonly streams: SentStream[];
  /** Frames of garbage and of other protocols. */
  oddFrames: number;
}

/** Answers by path and status; an answer that was stalled or cut counts with the status it began with. */
export type RequestCounts = Record<string, Record<string, number>>;

export interface Ledger {
  connect(path: string, nowMs: number): SentConnection;
  request(path: string, status: number): void;
  connections(): readonly SentConnection[];
  requests(): RequestCounts;
}

/** Connections kept; beyond it the oldest are forgotten. */
const KEPT_CONNECTIONS = 1000;

export function openLedger(): Ledger {
  const connections: SentConnection[] = [], requests: RequestCounts = {};
  let lastId = 0;
  return {
    connect(path, nowMs) {
      const entry = { id: ++lastId, path, openedMs: nowMs, closedMs: null, streams: [], oddFrames: 0 };
      connections.push(entry);
      if (connections.length > KEPT_CONNECTIONS) connections.shift();
      return entry;
    },
    request(path, status) {
      const byStatus = requests[path] ??= {};
      byStatus[status] = (byStatus[status] ?? 0) + 1;
    },
    connections: () => connections,
    requests: () => requests,
  };
}

export function openStream(stream: string, nowMs: number): SentStream {
  const lists = { skipped: [], repeated: [], reordered: [] };
  return {
    stream,
    subscribedMs: nowMs,
    unsubscribedMs: null,
    frames: 0,
    firstId: null,
    lastId: null,
    ...lists,
  };
}

/** Adds a span to a list, joined to the last one where they touch. */
export function note(spans: IdSpan[], [first, last]: IdSpan): void {
  const previous = spans.at(-1);
  if (previous && previous[1] + 1 === first) previous[1] = last;
  else spans.push([first, last]);
}
