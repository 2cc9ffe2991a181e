// @ts-check
/// <reference lib="dom" />
/**
 * What tapedeck has to tell, as it happens. The filter is in the address: `?level=`, `?actor=`, `?text=`.
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 * @import { Line } from "../components/logs/log_lines.js"
 */
import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Download } from "../components/logs/download.js";
import { Filters, wantedOf } from "../components/logs/filters.js";
import { lineId } from "../components/logs/line.js";
import { Lines } from "../components/logs/lines.js";
import { countsOf, folded } from "../components/logs/log_lines.js";
import { useLog } from "../components/logs/use_log.js";
import { levelWords, Volume } from "../components/logs/volume.js";
import { Empty, Failed, Loading } from "../components/states.js";
import { ago, count } from "../lib/format.js";
import { useKeys } from "../lib/keys.js";

const LINES = 1_000;
const MORE_LINES = 5_000;

/** @typedef {"no" | "pressed" | "scrolled"} Pause Why it stands still; who scrolls back to the end goes on. */

/** @param {{ live: Live, address: Address, snapshot: Snapshot }} props */
export function Logs({ live, address, snapshot }) {
  const wanted = wantedOf(address.url.value.searchParams);
  const [pause, setPause] = useState(/** @type {Pause} */ ("no"));
  const [most, setMost] = useState(LINES);
  const log = useLog(wanted, most, pause !== "no");
  const lines = log.lines ?? [];
  const folds = useMemo(() => folded(lines), [log.lines]);
  const exchanges = snapshot.venues.map(({ exchange }) => exchange);
  const actors = useMemo(() => [...new Set([...exchanges, ...lines.map(({ actor }) => actor)])].sort(), [
    log.lines,
  ]);
  const toggle = () => setPause((pause) => pause === "no" ? "pressed" : "no");
  // Other lines are looked at from their end on.
  useEffect(() => setPause((pause) => pause === "scrolled" ? "no" : pause), [JSON.stringify(wanted)]);
  useLogKeys(toggle, lines);

  /** @param {"end" | "up"} to */
  const onScrolled = (to) =>
    setPause((pause) =>
      to === "up" && pause === "no" ? "scrolled" : to === "end" && pause === "scrolled" ? "no" : pause
    );
  const older = log.hasOlder && html`<${Older} most=${most} onMore=${() => setMost(MORE_LINES)} />`;
  // Each second something on the page changes, and the lines mostly do not.
  const list = useMemo(() =>
    lines.length > 0 && html`
      <${Lines} folds=${folds} around=${{ address, exchanges, text: wanted.text }} follows=${pause === "no"}
        onScrolled=${onScrolled} head=${older} />
    `, [folds, pause, address.url.value.search, log.hasOlder, most, exchanges.join()]);
  return html`
    <div class="page-head log-head">
      <h1>Logs</h1>
      <${Standing} log=${log} pause=${pause} now=${live.now} />
      <div class="button-row">
        <${Button} onClick=${toggle} tone=${pause === "no" ? "plain" : "primary"}>
          ${pause === "no" ? "Pause" : "Follow again"}
        <//>
        <${Download} wanted=${wanted} />
      </div>
    </div>
    <${Filters} wanted=${wanted} actors=${actors} address=${address} />
    <${Volume} lines=${lines} onChoose=${(/** @type {number} */ at) => goTo(folds, at)} />
    ${log.fault && html`<${Failed} what="what is new in the log" message=${log.fault} retry=${log.reload} />`}
    ${log.lines === null && log.fault === "" && html`<${Loading} what="the log" />`}
    ${log.lines?.length === 0 &&
      html`<${Nothing} isFiltered=${Object.values(wanted).some(Boolean)} address=${address} />`}
    ${list}
  `;
}

/** @param {{ log: ReturnType<typeof useLog>, pause: Pause, now: Live["now"] }} props */
function Standing({ log: { lines, isSearching }, pause, now }) {
  const word = isSearching ? "Searching…" : pause === "no" ? "Live" : "Paused";
  const last = lines?.at(-1);
  const counts = levelWords(countsOf(lines ?? []));
  return html`
    <p>
      <span role="status" class="log-standing ${pause === "no" ? "live" : "paused"}">${word}</span>
      ${last && !isSearching && ` · ${counts}, the newest ${ago(last.at, now.value)}`}
    </p>
  `;
}

/** @param {{ most: number, onMore: () => void }} props */
function Older({ most, onMore }) {
  return html`
    <p class="log-older">
      These are the last ${count(most)} lines that fit at most; there are older ones.
      ${most < MORE_LINES
        ? html`<${Button} tone="quiet" onClick=${onMore}>Show ${count(MORE_LINES)}<//>`
        : " A search finds them, and so does a download."}
    </p>
  `;
}

/** @param {{ isFiltered: boolean, address: Address }} props */
function Nothing({ isFiltered, address }) {
  if (!isFiltered) {
    return html`<${Empty} title="The log is empty.">What tapedeck has to tell appears here by itself.<//>`;
  }
  return html`
    <${Empty} title="No line is like that.">
      <a href="/logs" onClick=${address
        .follow}>Show all lines</a>, or wait: those that fit appear here by themselves.
    <//>
  `;
}

/**
 * @param {() => void} toggle
 * @param {Line[]} lines
 */
function useLogKeys(toggle, lines) {
  // Keys are taken once, and must not know only the lines of then.
  const now = useRef({ toggle, lines });
  now.current = { toggle, lines };
  useKeys("Logs", [
    { keys: "p", words: "Pause, or follow again", run: () => now.current.toggle() },
    { keys: "n", words: "Next warning or error", run: () => step(1) },
    { keys: "N", words: "The one before", run: () => step(-1) },
  ]);
}

/** @param {1 | -1} direction */
function step(direction) {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".log-line:is(.warning, .error)")]);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = at < 0 ? all.at(direction > 0 ? 0 : -1) : all[at + direction];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
}

/** The first line of that time, to the top. @param {import("../components/logs/log_lines.js").Fold[]} folds @param {number} at */
function goTo(folds, at) {
  const fold = folds.find(({ lines }) => lines[lines.length - 1].at >= at);
  if (fold) document.getElementById(lineId(fold.n))?.scrollIntoView({ block: "start" });
}
