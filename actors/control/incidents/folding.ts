/** What each fact changes in the cases that are kept. */
import type { IncidentKind } from "../../../schemas/incidents.ts";
import { type Case, type Cause, inTrouble, openedAt } from "./case.ts";
import { addHole, compareWithLedger, fill } from "./case_holes.ts";
import { affect, befall, endTrouble, isSeries } from "./case_troubles.ts";
import type { Cases } from "./cases.ts";
import { caseOf, causesOf, type HoleCauses, type OpenedHole } from "./hole_causes.ts";
import { awayCause, awayTrouble, type Life } from "./life.ts";
import type { Rhythms } from "./rhythms.ts";
import { exchangeOf, ofAll, type Signal, signalsOf, type Witnessed } from "./signals.ts";

export interface Folding {
  fold(fact: Witnessed): void;
  take(signal: Signal): void;
  /** Series that are wanted from now on, ms; what befalls others is over. */
  recording(keys: ReadonlySet<string>, at: number): void;
}

type Kinds = ReadonlySet<IncidentKind>;

/** What fails where the disk takes nothing does so because of that … */
const YIELDS_TO_DISK: Kinds = new Set(["venue-outage", "overload", "failed-run", "fault", "archiving"]);
/** … and so long before that is known. */
const DISK_NOTICED_MS = 15_000;

export function createFolding(cases: Cases, rhythms: Rhythms, life: Life): Folding {
  const away = awayCause(life);
  let isDiskShut = false;

  /** A cause has one open case at most. */
  function openFor(cause: Cause, at: number): Case {
    return cases.find(cause, cases.open)[0] ?? cases.begin(cause, at);
  }

  function take(signal: Signal): void {
    if (signal.type === "over") return end(signal.member, signal.at, new Set(signal.kinds));
    const { cause, member, at } = signal;
    const disk = isDiskShut && YIELDS_TO_DISK.has(cause.kind) && cases.find(ofAll("disk"), cases.open)[0];
    if (!disk) return befall(cases.touch(openFor(cause, at), at), signal);
    if (isSeries(member)) affect(cases.touch(disk, at), member);
  }

  function end(member: string, at: number, kinds: Kinds): void {
    for (const each of cases.open) {
      if (kinds.has(each.kind) && endTrouble(each, member, at)) cases.touch(each, at);
    }
  }

  /** What failed a moment ago, and nobody was told of yet, failed because of the disk. */
  function diskShut(at: number): void {
    for (const each of cases.open) {
      const isNew = each.id === null && openedAt(each) >= at - DISK_NOTICED_MS;
      if (isNew && YIELDS_TO_DISK.has(each.kind)) cases.forget(each);
    }
  }

  function placeHole(hole: OpenedHole): void {
    const causes = causesOf(hole, { ...life, away });
    const each = findFor(hole, causes) ?? (causes.otherwise && openFor(causes.otherwise, hole.at));
    if (each === null) return;
    addHole(cases.touch(each, hole.at), hole);
    if (each.subject === away.subject) each.troubles.set("", awayTrouble(life, each));
  }

  function findFor(hole: OpenedHole, causes: HoleCauses): Case | null {
    for (const cause of causes.known) {
      const found = caseOf(hole, cases.find(cause, cases.all));
      if (found) return found;
    }
    return null;
  }

  function noteFilled(isFilled: (each: Case) => boolean): void {
    for (const each of cases.all) if (each.missing.length > 0 && isFilled(each)) cases.note(each);
  }

  function fold(fact: Witnessed): void {
    switch (fact.type) {
      case "rows-recorded":
        if (rhythms.heard(fact.key, fact.at)) end(fact.key, fact.at, new Set(["silent-stream"]));
        return;
      case "gap-opened":
        return placeHole(fact);
      case "gap-healed":
        return noteFilled((each) => fill(each, fact));
      case "series-changed":
        return noteFilled((each) => compareWithLedger(each, fact.summary));
      case "disk-changed":
        isDiskShut = fact.state !== "ok" && fact.state !== "low";
        if (isDiskShut) diskShut(fact.at);
        return signalsOf(fact).forEach(take);
      default:
        rhythms.fold(fact);
        signalsOf(fact).forEach(take);
    }
  }

  return {
    fold,
    take,
    recording(keys, at) {
      rhythms.keep(keys);
      for (const each of cases.open) {
        const unwanted = inTrouble(each).filter((member) => !isWanted(member, each, keys));
        for (const member of unwanted) endTrouble(each, member, at);
        if (unwanted.length > 0) cases.touch(each, at);
      }
    },
  };
}

/** Whether `member`, which is in trouble, is a series of these or their exchange; or neither. */
function isWanted(member: string, { kind, exchange }: Case, keys: ReadonlySet<string>): boolean {
  if (exchange === null && kind !== "asleep") return true;
  if (isSeries(member)) return keys.has(member);
  return [...keys].some((key) => exchangeOf(key) === member);
}
