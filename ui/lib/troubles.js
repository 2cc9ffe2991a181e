// @ts-check
/**
 * What is wrong now, once each, with what one can do about it. It is known twice: the board's problems are of this
 * moment, incidents know since when, what is missing because of it, and what to do. Both speak of the same cause.
 * @import { IncidentKind, IncidentRecord, Severity } from "../../schemas/incidents.ts"
 * @import { Problem } from "../../schemas/snapshot.ts"
 * @import { HistoJob } from "./histories.js"
 */
import { withQuery } from "./api.js";
import { isCollected } from "./histories.js";
import { seriesPath } from "./series_path.js";

/**
 * What a button does, or where a link leads.
 * @typedef {{ type: "fetch", exchange: string, pairs: string[], from: string }
 *   | { type: "collect", exchange: string, pair: string | null }
 *   | { type: "sync" }
 *   | { type: "link", words: string, href: string }} Action `from`: a day, UTC.
 *
 * @typedef {object} Trouble
 * @property {string} id
 * @property {Severity} severity
 * @property {string} sentence
 * @property {string | null} advice
 * @property {number} since ms
 * @property {Action[]} actions
 */

const WORST_FIRST = ["error", "warning", "info"];

/**
 * @param {{ problems: Problem[], incidents: IncidentRecord[], histories: HistoJob[], pairOf: (key: string) => string | null }} known
 *   `incidents`: those that are open. `pairOf`: of a series that is on the board.
 * @returns {Trouble[]} The worst first, then the newest.
 */
export function troublesOf({ problems, incidents, histories, pairOf }) {
  const untold = problems.filter((problem) => !incidents.some((incident) => speaksOf(incident, problem)));
  const troubles = [
    ...incidents.map((incident) => ofIncident(incident, problems, histories, pairOf)),
    ...untold.map(ofProblem),
  ];
  return troubles.sort((a, b) =>
    WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity) || b.since - a.since
  );
}

/** @param {IncidentRecord} incident @param {Problem} problem */
function speaksOf({ series, reason, advice }, { key, sentence }) {
  if (key !== null) return series.includes(key);
  return sentence === advice ||
    (reason !== null && reason !== "" && sentence.includes(reason.replace(/\.$/, "")));
}

/**
 * @param {IncidentRecord} incident
 * @param {Problem[]} problems
 * @param {HistoJob[]} histories
 * @param {(key: string) => string | null} pairOf
 * @returns {Trouble}
 */
function ofIncident(incident, problems, histories, pairOf) {
  const { id, sentence, advice, opened_at } = incident;
  const severities = problems.filter((problem) => speaksOf(incident, problem)).map(({ severity }) =>
    severity
  );
  const severity = WORST_FIRST.find((each) =>
    each === incident.severity || severities.some((of) => of === each)
  );
  return {
    id,
    severity: /** @type {Severity} */ (severity),
    sentence,
    advice,
    since: opened_at * 1000,
    actions: [...deeds(incident, histories, pairOf), ...links(incident)],
  };
}

/** @param {Problem} problem @returns {Trouble} */
function ofProblem({ severity, sentence, key, since }) {
  const actions = key === null ? [] : [seriesLink(key), logLink(key)];
  return { id: `${key} ${sentence}`, severity, sentence, advice: null, since, actions };
}

/**
 * @param {IncidentRecord} incident
 * @param {HistoJob[]} histories
 * @param {(key: string) => string | null} pairOf
 * @returns {Action[]}
 */
function deeds({ kind, exchange, series, opened_at, holes }, histories, pairOf) {
  if (kind === "sync") return [{ type: "sync" }];
  if (exchange === null) return [];
  const touched = new Set(series.map(pairOf).filter((pair) => pair !== null));
  const collected = series.filter((key) => isCollected(histories, key, pairOf(key)));
  const pairs = [...new Set(collected.map(pairOf).filter((pair) => pair !== null))];
  if (kind === "failed-run") {
    return [{ type: "collect", exchange, pair: touched.size === 1 ? [...touched][0] : null }];
  }
  const lacks = holes.refillable > 0 || kind === "failed-backfill";
  if (!lacks || pairs.length === 0) return [];
  return [{ type: "fetch", exchange, pairs, from: new Date(opened_at * 1000).toISOString().slice(0, 10) }];
}

/** Where what is about a kind can be seen or mended. @type {Partial<Record<IncidentKind, Action & { type: "link" }>>} */
const PLACES = {
  config: { type: "link", words: "Open the config", href: "/config" },
  disk: { type: "link", words: "Open the storage", href: "/storage" },
  sync: { type: "link", words: "Open the storage", href: "/storage" },
  "ended-stream": { type: "link", words: "Open the jobs", href: "/jobs" },
};

/** @param {IncidentRecord} incident @returns {Action[]} */
function links({ kind, exchange, series, series_count }) {
  const place = PLACES[kind];
  const one = series_count === 1 ? series[0] : null;
  return [
    ...(place ? [place] : []),
    ...(one ? [seriesLink(one)] : []),
    ...(series_count > 1 && exchange ? [inventoryLink(exchange)] : []),
    logLink(one ?? exchange),
  ];
}

/** @param {string} key @returns {Action} */
function seriesLink(key) {
  return { type: "link", words: "Open the series", href: seriesPath(key) };
}

/** @param {string} exchange @returns {Action} */
function inventoryLink(exchange) {
  return {
    type: "link",
    words: "Show its series",
    href: withQuery("/inventory", { exchange, show: "gaps" }),
  };
}

/** @param {string | null} actor @returns {Action} */
function logLink(actor) {
  return { type: "link", words: "Open the log", href: withQuery("/logs", { actor, level: "warning" }) };
}
