// @ts-check
/// <reference lib="dom" />
/**
 * Starts a backfill: what it would fetch is shown before, and how far it has come after.
 * @import { BackfillPreview } from "../../../schemas/wire_app.ts"
 * @import { Answer } from "../../lib/api.js"
 * @import { JobsPage } from "./job_card.js"
 * @import { HistoEntry } from "./job_words.js"
 */
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../../lib/api.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Button } from "../button.js";
import { Dialog } from "../dialog.js";
import { Check, Select, TextField } from "../field.js";
import { BackfillPreviewTable } from "./backfill_preview.js";
import { BackfillCard } from "./backfills.js";

const REST_MS = 400;
const DEFAULT_START = "2020-01-01";

/**
 * @typedef {object} BackfillWish
 * @property {string} exchange Empty: all.
 * @property {string[]} pairs Empty: all.
 * @property {string} start
 * @property {boolean} parallel
 */

/** @param {BackfillWish} wish */
function bodyOf({ exchange, pairs, start, parallel }) {
  return {
    exchange: exchange || null,
    pairs: pairs.length > 0 ? pairs : null,
    start: start.trim(),
    parallel,
  };
}

/**
 * @param {{
 *   histories: HistoEntry[], preset: { exchange: string, pair: string, start: string }, page: JobsPage,
 *   onStarted: () => void, onClose: () => void,
 * }} props
 */
export function BackfillDialog({ histories, preset, page, onStarted, onClose }) {
  const [id, setId] = useState("");
  const [wish, setWish] = useState(
    /** @type {BackfillWish} */ ({
      exchange: preset.exchange,
      pairs: preset.pair ? [preset.pair] : [],
      start: preset.start || DEFAULT_START,
      parallel: false,
    }),
  );
  const [error, setError] = useState("");
  const preview = usePreview(wish);
  const isEmpty = preview.value !== null && preview.value.series.every(({ windows }) => windows === 0);

  async function start() {
    const answer = /** @type {Answer<{ id: string }>} */ (await ask.post("/api/backfill", bodyOf(wish)));
    if (!answer.ok) return setError(answer.message);
    setId(answer.value.id);
    onStarted();
  }
  /** @param {Partial<BackfillWish>} part */
  const set = (part) => {
    setError("");
    setWish((before) => ({ ...before, ...part }));
  };
  if (id !== "") return html`<${Following} id=${id} page=${page} onClose=${onClose} />`;
  const actions = html`
    <${Button} onClick=${onClose}>Cancel<//>
    <${Button} tone="primary" type="submit" form="backfill-form" off=${page
      .off} onClick=${start}>Fetch what is missing<//>
  `;
  return html`
    <${Dialog} title="Backfill" wide="wide" onClose=${onClose} actions=${actions}>
      <form id="backfill-form" class="job-form" novalidate onSubmit=${(/** @type {Event} */ event) =>
        event.preventDefault()}>
        <${WishFields} histories=${histories} wish=${wish} set=${set} />
        <${BackfillPreviewTable} preview=${preview} />
        ${isEmpty && html`<p class="help">There is nothing to fetch; a backfill would end at once.</p>`}
        ${error && html`<p class="fault" role="alert">${error}</p>`}
      </form>
      <//>
  `;
}

/** What the wish would fetch, asked for when typing rests. @param {BackfillWish} wish */
function usePreview(wish) {
  const [settled, setSettled] = useState(wish);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wish), REST_MS);
    return () => clearTimeout(timer);
  }, [wish]);
  return useAnswer(
    () => /** @type {Promise<Answer<BackfillPreview>>} */ (ask.post(
      "/api/backfill/preview",
      bodyOf(settled),
    )),
    [settled],
  );
}

/** @param {{ histories: HistoEntry[], wish: BackfillWish, set: (part: Partial<BackfillWish>) => void }} props */
function WishFields({ histories, wish, set }) {
  const exchanges = [...new Set(histories.map(({ job }) => job.exchange))].sort();
  const options = [
    { value: "", label: "All exchanges" },
    ...exchanges.map((exchange) => ({ value: exchange, label: exchange })),
  ];
  const pairs = [
    ...new Set(histories.filter(({ job }) => job.exchange === wish.exchange).flatMap(({ job }) => job.pairs)),
  ];
  return html`
    <div class="job-field-pair">
      <${Select} label="Exchange" value=${wish.exchange} options=${options} autofocus
        onChange=${(/** @type {string} */ exchange) => set({ exchange, pairs: [] })} />
      <${TextField} label="From" value=${wish.start} help="UTC, a day or a day and a time."
        onInput=${(/** @type {string} */ start) => set({ start })} />
    </div>
    ${wish.exchange !== "" && pairs.length > 1 && html`<${Pairs} pairs=${pairs} wish=${wish} set=${set} />`}
    ${wish.exchange === "" && exchanges.length > 1 &&
      html`
        <${Check} label="Ask the exchanges side by side" checked=${wish.parallel}
          help="Otherwise one after the other."
          onChange=${(/** @type {boolean} */ parallel) => set({ parallel })} />
      `}
  `;
}

/** @param {{ pairs: string[], wish: BackfillWish, set: (part: Partial<BackfillWish>) => void }} props */
function Pairs({ pairs, wish, set }) {
  /** @param {string} pair */
  const toggle = (pair) => (/** @type {boolean} */ isOn) =>
    set({ pairs: pairs.filter((each) => each === pair ? isOn : wish.pairs.includes(each)) });
  return html`
    <fieldset class="job-choices pair-choices">
      <legend>Pairs <small>${wish.pairs.length === 0 ? "none chosen: all of them" : ""}</small></legend>
      ${pairs.map((pair) =>
        html`<${Check} key=${pair} label=${pair} checked=${wish.pairs.includes(pair)} onChange=${
          toggle(pair)
        } />`
      )}
    </fieldset>
  `;
}

/** @param {{ id: string, page: JobsPage, onClose: () => void }} props */
function Following({ id, page, onClose }) {
  const asked = useAnswer(
    () => /** @type {Promise<Answer<import("../../../schemas/wire.ts").BackfillRecord>>} */ (
      ask.get(`/api/backfill/${encodeURIComponent(id)}`)
    ),
    [id],
    { everyMs: 1_000 },
  );
  const isOver = asked.value !== null && asked.value.finished_at !== null;
  const actions = html`<${Button} tone="primary" onClick=${onClose}>${
    isOver ? "Close" : "Close, and let it run"
  }<//>`;
  return html`
    <${Dialog} title="Backfill" wide="wide" onClose=${onClose} actions=${actions}>
      ${asked.value && html`<${BackfillCard} backfill=${asked.value} page=${page} />`}
      ${asked.state === "failed" && html`<p class="fault" role="alert">${asked.message}</p>`}
    <//>
  `;
}
