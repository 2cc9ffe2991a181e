// @ts-check
/// <reference lib="dom" />
/**
 * The form in which a job is made or changed.
 * @import { ExchangeOffer } from "../../../schemas/wire_app.ts"
 * @import { Answer } from "../../lib/api.js"
 * @import { JobsPage } from "./job_card.js"
 * @import { JobKind } from "./job_words.js"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { ask } from "../../lib/api.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Button } from "../button.js";
import { Dialog } from "../dialog.js";
import { say } from "../toast.js";
import { ExchangeField } from "./exchange_field.js";
import { HistoFields } from "./histo_fields.js";
import {
  FIELDS,
  fittedHisto,
  fittedStream,
  histoDraft,
  histoJob,
  streamDraft,
  streamJob,
} from "./job_draft.js";
import { subjectOf } from "./job_words.js";
import { PairsField } from "./pairs_field.js";
import { errorsByField } from "./server_errors.js";
import { StreamFields } from "./stream_fields.js";

/** What differs between the kinds. */
const KINDS = {
  stream: {
    name: "live stream",
    draftOf: streamDraft,
    jobOf: streamJob,
    fitted: fittedStream,
    Fields: StreamFields,
    begun: "It begins at once, and the others go on.",
  },
  histo: {
    name: "history",
    draftOf: histoDraft,
    jobOf: histoJob,
    fitted: fittedHisto,
    Fields: HistoFields,
    begun: "It is collected at once, then as it is scheduled.",
  },
};

/** @type {{ byField: Record<string, string>, others: string[] }} */
const NO_ERRORS = { byField: {}, others: [] };

/**
 * @param {{
 *   kind: JobKind, entry: { id: string, job: any } | null, preset: Record<string, unknown>, page: JobsPage,
 *   onClose: () => void,
 * }} props `entry`: the job that is changed; null: a new one, with what `preset` has of it.
 */
export function JobDialog({ kind, entry, preset, page, onClose }) {
  const { name, draftOf, jobOf, fitted, Fields, begun } = KINDS[kind];
  const exchanges = useAnswer(
    () => /** @type {Promise<Answer<ExchangeOffer[]>>} */ (ask.get("/api/exchanges")),
    [],
  );
  const [draft, setDraft] = useState(/** @type {any} */ (draftOf(entry?.job ?? preset)));
  const [typed, setTyped] = useState("");
  const [errors, setErrors] = useState(NO_ERRORS);
  const offers = exchanges.value ?? [];
  const offer = offers.find(({ id }) => id === draft.exchange) ?? null;

  /** @param {Record<string, unknown>} part */
  function set(part) {
    setDraft((/** @type {any} */ before) => ({ ...before, ...part }));
    const touched = Object.keys(part);
    setErrors(({ byField }) => ({
      byField: Object.fromEntries(Object.entries(byField).filter(([field]) => !touched.includes(field))),
      others: [],
    }));
  }
  /** @param {string} exchange */
  function choose(exchange) {
    const next = offers.find(({ id }) => id === exchange);
    set({ ...next && fitted(draft, next), exchange });
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
  }
  async function save() {
    // A pair that was typed and not taken with Enter is meant all the same.
    const pairs = typed.trim() === "" ? draft.pairs : [...draft.pairs, typed.trim()];
    const job = jobOf({ ...draft, pairs });
    const doubt = exchangeDoubt(offers, job.exchange);
    if (doubt) return setErrors({ byField: { exchange: doubt }, others: [] });
    const path = `/api/jobs/${kind}`;
    const answer =
      await (entry ? ask.put(`${path}/${encodeURIComponent(entry.id)}`, job) : ask.post(path, job));
    if (!answer.ok) return setErrors(refusal(answer, kind));
    page.reload();
    onClose();
    say(`${entry ? "Changed" : "Added"} the job for ${job.exchange} ${subjectOf(/** @type {any} */ (job))}.`);
  }

  const title = entry ? `Change the ${name} of ${entry.job.exchange}` : `New ${name}`;
  const form = `job-form-${kind}`;
  const actions = html`
    <${Button} onClick=${onClose}>Cancel<//>
    <${Button} tone="primary" type="submit" form=${form} off=${page.off} onClick=${save}>
      ${entry ? "Save the change" : "Add the job"}
    <//>
  `;
  return html`
    <${Dialog} title=${title} onClose=${onClose} actions=${actions}>
      <form id=${form} class="job-form" onSubmit=${submit} novalidate>
        ${exchanges.state === "failed" &&
          html`<p class="fault" role="alert">Cannot list the exchanges: ${exchanges.message}</p>`}
        <${ExchangeField} kind=${kind} offers=${offers} value=${draft.exchange} onChange=${choose}
          error=${errors.byField.exchange} />
        <${PairsField} exchange=${offer?.id ?? ""} pairs=${draft.pairs} error=${errors.byField
          .pairs} text=${typed}
          onText=${setTyped} onChange=${(/** @type {string[]} */ pairs) => set({ pairs })} />
        <${Fields} draft=${draft} set=${set} offer=${offer} errors=${errors.byField} timezone=${page.timezone}
          now=${page.live.now.value} />
        ${offer && html`<${Notes} offer=${offer} />`}
        <p class="help">${entry
          ? "Only what this changes stops or starts; what was recorded is kept."
          : begun}</p>
        ${errors.others.length > 0 && html`<p class="fault" role="alert">${errors.others.join("\n")}</p>`}
      </form>
      <//>
  `;
}

/** @param {ExchangeOffer[]} offers @param {string} exchange */
function exchangeDoubt(offers, exchange) {
  if (exchange === "") return "Choose the exchange.";
  if (offers.length === 0 || offers.some(({ id }) => id === exchange)) return null;
  return `tapedeck knows no exchange ${exchange}: take one from the list.`;
}

/** @param {Extract<Answer<unknown>, { ok: false }>} answer @param {JobKind} kind */
function refusal(answer, kind) {
  if (answer.status !== 404) return errorsByField(answer.message, FIELDS[kind]);
  const words =
    "Somebody has changed or deleted this job meanwhile, and nothing was saved. Close this, and look at it anew.";
  return { byField: {}, others: [words] };
}

/** @param {{ offer: ExchangeOffer }} props */
function Notes({ offer: { name, notes } }) {
  if (notes.length === 0) return null;
  return html`
    <details class="job-notes">
      <summary>What ${name} gives, and what it is worth</summary>
      <ul>${notes.map((note) => html`<li key=${note}>${note}</li>`)}</ul>
    </details>
  `;
}
