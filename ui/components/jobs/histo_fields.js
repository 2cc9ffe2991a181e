// @ts-check
/**
 * What is collected of a history, from where on and when, as far as the exchange has it.
 * @import { ExchangeOffer } from "../../../schemas/wire_app.ts"
 * @import { HistoDraft } from "./job_draft.js"
 */
import { html } from "htm/preact";
import { Select, TextField } from "../field.js";
import { spanOf } from "../../lib/histories.js";
import { ScheduleFields } from "./schedule_fields.js";

/** Where the exchange is not known: the usual ones. */
const USUAL_SPANS = [60, 300, 900, 3600, 14_400, 86_400];

/**
 * @param {{
 *   draft: HistoDraft, set: (part: Partial<HistoDraft>) => void, offer: ExchangeOffer | null,
 *   errors: Record<string, string>, timezone: string, now: number,
 * }} props
 */
export function HistoFields({ draft, set, offer, errors, timezone, now }) {
  return html`
    <div class="job-field-pair">
      <${Select}
        label="Collect" value=${draft.data_type} error=${errors.data_type} help=${proofWords(draft, offer)}
        options=${[
          { value: "ohlc", label: "Candles", disabled: offer?.spans.length === 0 },
          { value: "trades", label: "Past trades", disabled: offer?.past_trades === "none" },
        ]}
        onChange=${(/** @type {HistoDraft["data_type"]} */ data_type) => set({ data_type })}
      />
      ${draft.data_type === "ohlc" &&
        html`<${Span} draft=${draft} set=${set} offer=${offer} error=${errors.span} />`}
    </div>
    <${TextField}
      label="From" value=${draft.start} error=${errors.start} placeholder="2020-01-01"
      help="UTC, a day or a day and a time. Left empty, it begins with the newest; a backfill can go further back later."
      onInput=${(/** @type {string} */ start) => set({ start })}
    />
    <${ScheduleFields} draft=${draft} set=${set} errors=${errors} timezone=${timezone} now=${now} />
  `;
}

/** @param {HistoDraft} draft @param {ExchangeOffer | null} offer */
function proofWords({ data_type }, offer) {
  if (!offer || data_type === "ohlc") return "";
  if (offer.past_trades === "proven") return `${offer.name}'s answers show whether a trade is missing.`;
  return `${offer.name}'s answers do not show whether a trade is missing, so no day is called complete.`;
}

/** @param {{ draft: HistoDraft, set: (part: Partial<HistoDraft>) => void, offer: ExchangeOffer | null, error?: string }} props */
function Span({ draft, set, offer, error }) {
  const offered = offer?.spans ?? USUAL_SPANS;
  // A job that is changed keeps what it has until another is chosen.
  const spans = offered.includes(Number(draft.span)) ? offered : [...offered, Number(draft.span)];
  return html`
    <${Select}
      label="Span of a candle" value=${draft.span} error=${error}
      options=${spans.map((span) => ({ value: `${span}`, label: spanOf(span) }))}
      onChange=${(/** @type {string} */ span) => set({ span })}
    />
  `;
}
