// @ts-check
/**
 * @import { IncidentRecord } from "../../../schemas/incidents.ts"
 * @import { Snapshot } from "../../../schemas/snapshot.ts"
 * @import { Jobs } from "../../../schemas/wire.ts"
 */
import { useMemo } from "preact/hooks";
import { ask } from "../../lib/api.js";
import { gapWords } from "../../lib/gap_words.js";
import { troublesOf } from "../../lib/troubles.js";
import { useAnswer } from "../../lib/use_answer.js";

const EVERY_MS = 10_000;

/** What is wrong now, and what was missed lately. @param {Snapshot} snapshot */
export function useTroubles(snapshot) {
  // When other things are wrong than before, incidents have been opened or closed.
  const wrong = snapshot.problems.map(({ key, severity }) => `${key} ${severity}`).join();
  const open = useAnswer(() => ask.get("/api/incidents?open=true&limit=200"), [wrong], { everyMs: EVERY_MS });
  const lately = useAnswer(() => ask.get("/api/incidents?limit=500"), [wrong], { everyMs: EVERY_MS });
  const jobs = useAnswer(() => ask.get("/api/jobs"), [snapshot.series.length]);
  const incidents = /** @type {IncidentRecord[]} */ (open.value ?? []);
  const histories = /** @type {Jobs | null} */ (jobs.value)?.histo_jobs ?? [];
  const pairs = useMemo(() => new Map(snapshot.series.map(({ key, pair }) => [key, pair])), [
    snapshot.series,
  ]);
  const pairOf = (/** @type {string} */ key) => pairs.get(key) ?? null;
  return {
    /** @type {"loading" | "ready" | "failed"} */
    state: open.state,
    troubles: troublesOf({ problems: snapshot.problems, incidents, histories, pairOf }),
    gaps: gapSentence(open, lately, snapshot.now),
    reload() {
      open.reload();
      lately.reload();
    },
  };
}

/**
 * An old one that is still open may not be among the newest.
 * @param {{ value: IncidentRecord[] | null, state: string }} open
 * @param {{ value: IncidentRecord[] | null, state: string }} lately
 * @param {number} now ms
 */
function gapSentence(open, lately, now) {
  if (open.value === null || lately.value === null) {
    return [open.state, lately.state].includes("failed")
      ? "What was missed lately is not known: it could not be asked for."
      : "";
  }
  const both = new Map([...open.value, ...lately.value].map((incident) => [incident.id, incident]));
  return gapWords([...both.values()], now);
}
