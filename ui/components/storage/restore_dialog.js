// @ts-check
/// <reference lib="dom" />
/**
 * Which files are to be brought back: a series and days. Says beforehand what would come.
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 * @import { SeriesFile, SeriesPage } from "../../../schemas/wire_archive.ts"
 * @import { Answer } from "../../lib/api.js"
 * @import { StoragePage } from "./page.js"
 */
import { html } from "htm/preact";
import { useCallback, useMemo, useState } from "preact/hooks";
import { ask, withQuery } from "../../lib/api.js";
import { megabytes } from "../../lib/format.js";
import { typeWords } from "../../lib/series.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Button } from "../button.js";
import { Combo } from "../combo.js";
import { Dialog } from "../dialog.js";
import { TextField } from "../field.js";
import { say } from "../toast.js";
import { amount } from "./remote_card.js";
import { dayAfter, movedIn, spanWords } from "./moved_files.js";

const SHOWN = 50;

/** Both days included; empty: open. @typedef {{ from: string, to: string }} Days */

/** @param {{ series: string, page: StoragePage }} props `series`: a key to begin with; empty: none. */
export function RestoreDialog({ series, page }) {
  const { known, name, choose, view, days, setDays, fault, begin, close } = useRestore(series, page);
  const actions = html`
    <${Button} onClick=${close}>Cancel<//>
    <${Button} tone="primary" off=${page.off} onClick=${begin}>Bring them back<//>
  `;
  const search = useCallback((/** @type {string} */ text) => fitting([...known.keys()], text), [known]);
  return html`
    <${Dialog} title="Bring files back" onClose=${close} actions=${actions}>
      <p class="calm">
        Files that were purged here, and that a remote holds. Each is compared with its SHA-256 when it comes.
      </p>
      <${Combo} label="Series" value=${name} autofocus search=${search} onInput=${choose}
        none=${view ? "" : "No series is called so"} />
      <${DayFields} days=${days} onDays=${setDays} />
      ${view && html`<${Preview} key=${view.key} view=${view} days=${days} />`}
      ${fault && html`<p class="fault" role="alert">${fault}</p>`}
      <//>
  `;
}

/** @param {string} key To begin with. @param {StoragePage} page */
function useRestore(key, { snapshot, address, reload }) {
  const known = useMemo(() => new Map(snapshot.series.map((view) => [nameOf(view), view])), []);
  const [name, setName] = useState(() => nameOfKey(snapshot.series, key));
  const [days, setDays] = useState(/** @type {Days} */ ({ from: "", to: "" }));
  const [fault, setFault] = useState("");
  const view = known.get(name) ?? null;
  const close = () => address.set({ restore: null });

  /** @param {string} name */
  function choose(name) {
    setFault("");
    setName(name);
  }
  async function begin() {
    if (view === null) return setFault("Choose a series from the list.");
    if (dayFault(days)) return;
    const answer = await ask.post("/api/storage/restore", requestOf(view, days));
    if (!answer.ok) return setFault(answer.message);
    sayBegun(answer.value);
    reload();
    close();
  }
  return { known, name, choose, view, days, setDays, fault, begin, close };
}

/** @param {{ days: Days, onDays: (days: Days) => void }} props */
function DayFields({ days, onDays }) {
  return html`
    <div class="restore-days">
      <${TextField} type="date" label="First day" help="Empty: from the beginning." value=${days.from}
        onInput=${(/** @type {string} */ from) => onDays({ ...days, from })} />
      <${TextField} type="date" label="Last day" help="Empty: to the end. Days are UTC." value=${days.to}
        error=${dayFault(days)} onInput=${(/** @type {string} */ to) => onDays({ ...days, to })} />
    </div>
  `;
}

/** @param {Days} days */
function dayFault({ from, to }) {
  return from && to && from > to ? "The last day lies before the first." : null;
}

/** `binance BTC/USDT candles 1m` @param {SeriesView} view */
function nameOf(view) {
  return `${view.exchange} ${view.pair} ${typeWords(view)}`;
}

/** @param {SeriesView[]} series @param {string} key */
function nameOfKey(series, key) {
  const view = series.find((each) => each.key === key);
  return view ? nameOf(view) : "";
}

/** Those whose name has all the words. @param {string[]} names @param {string} text */
function fitting(names, text) {
  const words = text.toLowerCase().split(/\s+/);
  if (names.includes(text)) return [];
  return names.filter((name) => words.every((word) => name.toLowerCase().includes(word))).slice(0, SHOWN)
    .map((value) => ({ value }));
}

/** @param {SeriesView} view @param {Days} days */
function requestOf({ exchange, pair, type, span }, { from, to }) {
  return {
    ...{ exchange, pair, type },
    ...(span === null ? {} : { span }),
    ...(from === "" ? {} : { from }),
    ...(to === "" ? {} : { to: dayAfter(to) }),
  };
}

/** @param {{ status: "started", files: number, bytes: number } | { status: "nothing_to_restore" }} answer */
function sayBegun(answer) {
  if (answer.status === "started") say(`On their way: ${amount(answer.files, answer.bytes)}.`);
  else say("Nothing of that range is away: its files are on this disk.", { tone: "calm" });
}

/** @param {{ view: SeriesView, days: Days }} props */
function Preview({ view, days }) {
  const load =
    () => /** @type {Promise<Answer<SeriesPage>>} */ (ask.get(withQuery("/api/series", { key: view.key })));
  const asked = useAnswer(load, [view.key]);
  if (asked.state === "loading") return html`<p class="calm" role="status">Looking what is away…</p>`;
  if (asked.value === null) {
    return html`<p class="calm" role="status">What would come is not known. ${asked.message}</p>`;
  }
  const { files, bytes } = asked.value;
  const wanted = movedIn(files, days);
  const all = movedIn(files, { from: "", to: "" });
  return html`<p role="status">${previewWords(wanted, all, bytes)}</p>`;
}

/**
 * @param {SeriesFile[]} wanted Away, and of the days.
 * @param {SeriesFile[]} all Away.
 * @param {number} here Bytes of the series that are on this disk.
 */
function previewWords(wanted, all, here) {
  if (wanted.length > 0) {
    return html`<strong>${amountOf(wanted)}</strong> would come, ${spanWords(wanted)}.`;
  }
  return all.length === 0
    ? `Nothing is away: its ${megabytes(here)} are all on this disk.`
    : `Nothing of these days is away; ${amountOf(all)} are, ${spanWords(all)}.`;
}

/** @param {SeriesFile[]} files */
function amountOf(files) {
  return amount(files.length, files.reduce((sum, { bytes }) => sum + bytes, 0));
}
