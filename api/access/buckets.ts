/**
 * Token buckets, one per client: each holds so many, is refilled at an even pace, and a request that finds it
 * empty is told when to come again. A client whose bucket is full again is not remembered, and no more than
 * 10,000 are: then those that were heard of least lately go.
 */

/** How much a client may do. */
export interface Allowance {
  /** At once. */
  capacity: number;
  /** ms until one more may be done. */
  refillMs: number;
}

interface Bucket {
  level: number;
  atMs: number;
}

export interface Buckets {
  /** Seconds until the client may do one more, in whole ones; 0: it may now. */
  waitSeconds(client: string, allowance: Allowance, nowMs: number): number;
  /** Takes one; below empty it does not go. */
  take(client: string, allowance: Allowance, nowMs: number): void;
  /** Clients that are remembered. */
  readonly size: number;
}

/** What is in a bucket at a time that is not before the bucket's own. */
export function levelAt(
  bucket: Bucket | undefined,
  { capacity, refillMs }: Allowance,
  nowMs: number,
): number {
  if (!bucket) return capacity;
  return Math.min(capacity, bucket.level + Math.max(0, nowMs - bucket.atMs) / refillMs);
}

/** Times are those of a clock that only goes forward. */
export function createBuckets(maxClients = 10_000): Buckets {
  const buckets = new Map<string, Bucket>();
  return {
    waitSeconds(client, allowance, nowMs) {
      const level = levelAt(buckets.get(client), allowance, nowMs);
      return level >= 1 ? 0 : Math.max(1, Math.ceil((1 - level) * allowance.refillMs / 1000));
    },
    take(client, allowance, nowMs) {
      const level = levelAt(buckets.get(client), allowance, nowMs);
      // Taken out first: a Map keeps the order in which keys came, so the first is the one heard of least lately.
      buckets.delete(client);
      buckets.set(client, { level: Math.max(0, level - 1), atMs: nowMs });
      forgetFull(buckets, allowance, nowMs);
      if (buckets.size > maxClients) buckets.delete(buckets.keys().next().value!);
    },
    get size() {
      return buckets.size;
    },
  };
}

/** Looks at two for each that comes, so the work stays small and none is left for long. */
function forgetFull(buckets: Map<string, Bucket>, allowance: Allowance, nowMs: number): void {
  let looks = 0;
  for (const [client, bucket] of buckets) {
    if (++looks > 2 || levelAt(bucket, allowance, nowMs) < allowance.capacity) return;
    buckets.delete(client);
  }
}
