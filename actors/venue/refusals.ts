/** Series that cannot be recorded, each with a reason that is told once. */

export interface Refusals {
  has(key: string): boolean;
  reason(key: string): string | null;
  isEmpty(): boolean;
  refuse(key: string, reason: string, at: number): void;
  /** It is tried: should it be refused again, that is news. */
  started(key: string): void;
  /** What has `changed`, or was refused long ago, gets another try. */
  renew(changed: Set<string>, now: number): void;
  keepOnly(wanted: Set<string>): void;
}

/** A little less than an hour, after which markets are asked anew. */
const LONG_MS = 50 * 60_000;

export function createRefusals(tell: (key: string, reason: string, at: number) => void): Refusals {
  const refused = new Map<string, { reason: string; at: number }>();
  const told = new Map<string, string>();

  return {
    has: (key) => refused.has(key),
    reason: (key) => refused.get(key)?.reason ?? null,
    isEmpty: () => refused.size === 0,
    refuse(key, reason, at) {
      refused.set(key, { reason, at });
      if (told.get(key) === reason) return;
      told.set(key, reason);
      tell(key, reason, at);
    },
    started: (key) => void told.delete(key),
    renew(changed, now) {
      for (const [key, { at }] of refused) if (changed.has(key) || now - at > LONG_MS) refused.delete(key);
    },
    keepOnly(wanted) {
      for (const key of refused.keys()) if (!wanted.has(key)) refused.delete(key);
      for (const key of told.keys()) if (!wanted.has(key)) told.delete(key);
    },
  };
}
