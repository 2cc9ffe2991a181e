/** Looks at the data folder's disk every few seconds, and tells when what it lets us do has changed. */
import type { ControlFact, DiskState } from "../../schemas/facts.ts";
import type { Behavior, Outcome } from "../kernel/mod.ts";
import { type DiskRules, type FolderLook, judgeDisk } from "./disk_report.ts";

export type DiskFact = Extract<ControlFact, { type: "disk-changed" }>;

export type DiskWatchMessage =
  /** Something happened that the disk may be the cause of, or other rules hold. */
  | { type: "look" }
  | { type: "time-to-look" }
  | { type: "looked"; outcome: Outcome<FolderLook> };

export interface DiskWatchEnv {
  look(): Promise<FolderLook>;
  /** Asked at each look: a config may be read again. */
  rules(): DiskRules;
  /** Told of the first look, and then of each change. */
  tell(fact: DiskFact): void;
}

const LOOK_MS = 10_000;
/** A network's disk may hang: looks that came to nothing before that is said. */
const MANY_LOOKS = 3;
/** Free space is told anew when it has changed by so much of itself. */
const CHANGE_SHARE = 0.05;

export function diskWatch({ look, rules, tell }: DiskWatchEnv): Behavior<DiskWatchMessage> {
  let state: DiskState = "ok";
  let toldFree: number | null = null;
  let isTold = false;
  return (ctx) => {
    let isLooking = false;
    /** Times to look that came while the disk had not answered yet. */
    let overdue = 0;

    function begin(): void {
      if (isLooking) return;
      isLooking = true;
      ctx.run(look, (outcome) => ({ type: "looked", outcome }));
    }

    function onTime(): void {
      if (!isLooking) return begin();
      if (++overdue >= MANY_LOOKS) judge(faulty(`no answer for ${MANY_LOOKS * LOOK_MS / 1_000} s`));
    }

    function judge(found: FolderLook): void {
      const judged = judgeDisk(state, found, rules());
      const was = state;
      state = judged.state;
      if (isTold && was === state && !isOtherSize(toldFree, found.freeBytes)) return;
      isTold = true;
      toldFree = found.freeBytes;
      tell({ type: "disk-changed", ...judged, was, at: ctx.clock.now() });
    }

    ctx.every(LOOK_MS, { type: "time-to-look" });
    begin();
    return (message) => {
      switch (message.type) {
        case "look":
          return begin();
        case "time-to-look":
          return onTime();
        case "looked":
          isLooking = false;
          overdue = 0;
          return judge(message.outcome.ok ? message.outcome.value : faulty(String(message.outcome.error)));
        default:
          message satisfies never;
      }
    };
  };
}

function faulty(words: string): FolderLook {
  return { isThere: true, freeBytes: null, fault: { isFull: false, words } };
}

function isOtherSize(told: number | null, found: number | null): boolean {
  if (told === null || found === null) return told !== found;
  return Math.abs(found - told) > told * CHANGE_SHARE;
}
