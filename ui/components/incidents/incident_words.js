// @ts-check
/**
 * @import { IncidentKind, IncidentRecord, Severity } from "../../../schemas/incidents.ts"
 */
import { count, counted } from "../../lib/format.js";

/** @type {Record<IncidentKind, string>} */
export const KIND_WORDS = {
  "venue-outage": "Exchange not reachable",
  "silent-stream": "Silent stream",
  "ended-stream": "Ended stream",
  disk: "Disk",
  asleep: "Machine asleep",
  crash: "Not running, unasked",
  stopped: "Stopped",
  overload: "Too many rows at once",
  skipped: "Rows did not arrive",
  rejected: "Rows not believed",
  "failed-run": "Recent history failed",
  "failed-backfill": "Backfill failed",
  damage: "Damage",
  archiving: "Not made into files",
  "counts-differ": "Counts differ",
  clock: "Clock",
  sync: "Sync",
  config: "Config",
  fault: "Fault of the program",
};

/** @type {Record<Severity, string>} */
export const SEVERITY_WORDS = { error: "Errors", warning: "Warnings", info: "Notes" };

/** What became of what was missing; empty: nothing was. @param {IncidentRecord} incident */
export function gapOutcome({ holes: { opened, healed, refillable } }) {
  if (opened === 0) return "";
  const gaps = counted(opened, "gap");
  if (healed >= opened) return opened === 1 ? `${gaps}, refilled` : `${gaps}, all refilled`;
  const missing = opened - healed;
  const rest = refillable === 0
    ? "cannot be fetched any more"
    : refillable >= missing
    ? "can still be fetched"
    : `${count(refillable)} can still be fetched`;
  if (opened === 1) return `${gaps}, ${rest}`;
  return healed === 0
    ? `${gaps}, none refilled: ${rest}`
    : `${gaps}, ${count(healed)} refilled, ${count(missing)} missing: ${rest}`;
}
