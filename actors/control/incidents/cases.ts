/** All cases that are kept: those that are open, those that have changed, and the limits on how many there are. */
import { type Case, type Cause, newCase, openedAt, overAt } from "./case.ts";

export interface Cases {
  readonly all: ReadonlySet<Case>;
  readonly open: ReadonlySet<Case>;
  /** Of one cause. */
  find(cause: Cause, among: Iterable<Case>): Case[];
  begin(cause: Cause, at: number): Case;
  /** A fact of that time, ms, was about it. */
  touch(each: Case, at: number): Case;
  /** It has changed. */
  note(each: Case): void;
  /** Its last trouble must be over. */
  close(each: Case): void;
  forget(each: Case): void;
  /** What has changed since they were taken, and what is open and not an incident yet. */
  pending(): Case[];
  /** The same, and what of them was closed; from now on they are taken. */
  takePending(): { pending: Case[]; closed: ReadonlySet<Case> };
  /** Forgets those over that began before this time, ms, and the oldest of too many. Gives them. */
  forgetBefore(ms: number): Case[];
}

/** Beyond, the oldest that are over are forgotten. */
const MAX_CASES = 1_000;
/** So many of the newest with a hole are followed until it is filled. */
const MAX_FOLLOWED = 100;

export function createCases(known: Case[]): Cases {
  const all = new Set(known);
  const open = new Set(known.filter(({ closedAt }) => closedAt === null));
  let changed = new Set<Case>();
  let closed = new Set<Case>();

  const byAge = () => [...all].sort((a, b) => openedAt(a) - openedAt(b));

  function pending(): Case[] {
    return [...new Set([...changed, ...[...open].filter(({ id }) => id === null)])];
  }

  function forget(each: Case): void {
    for (const cases of [all, open, changed, closed]) cases.delete(each);
  }

  return {
    all,
    open,
    find: ({ kind, subject }, among) =>
      [...among].filter((each) => each.kind === kind && each.subject === subject),
    begin(cause, at) {
      const each = newCase(cause, at);
      all.add(each);
      open.add(each);
      return each;
    },
    touch(each, at) {
      each.touchedAt = Math.max(each.touchedAt, at);
      changed.add(each);
      return each;
    },
    note: (each) => void changed.add(each),
    close(each) {
      each.closedAt = Math.max(overAt(each)!, openedAt(each));
      open.delete(each);
      closed.add(each);
      changed.add(each);
    },
    forget,
    pending,
    takePending() {
      const taken = { pending: pending(), closed };
      [changed, closed] = [new Set(), new Set()];
      return taken;
    },
    forgetBefore(ms) {
      const over = byAge().filter(({ closedAt }) => closedAt !== null);
      const tooMany = over.slice(0, Math.max(0, all.size - MAX_CASES));
      const gone = [...new Set([...over.filter((each) => openedAt(each) < ms), ...tooMany])];
      gone.forEach(forget);
      const followed = byAge().filter(({ missing }) => missing.length > 0);
      for (const each of followed.slice(0, -MAX_FOLLOWED)) each.missing = [];
      return gone;
    },
  };
}
