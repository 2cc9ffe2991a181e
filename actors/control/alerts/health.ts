/** Whether all is so well that a heartbeat may say so. */
import type { SeriesState, Snapshot } from "../../../schemas/snapshot.ts";

const UNDER_WAY: ReadonlySet<SeriesState> = new Set(["recording", "waiting", "collecting"]);

/** Why it is not; null: it is. */
export function faultIn(
  { verdict, disk, series }: Pick<Snapshot, "verdict" | "disk" | "series">,
): string | null {
  if (verdict.state === "error") return verdict.sentence;
  if (disk.state !== "ok") return `the disk is ${DISK_WORDS[disk.state]}`;
  if (!series.some(({ state }) => UNDER_WAY.has(state))) return "nothing is being recorded";
  return null;
}

const DISK_WORDS: Record<Exclude<Snapshot["disk"]["state"], "ok">, string> = {
  low: "short of space",
  full: "full",
  unwritable: "not writable",
  gone: "not there",
};
