// @ts-check
/**
 * What is recorded of a stream, as far as the exchange has it.
 * @import { ExchangeOffer } from "../../../schemas/wire_app.ts"
 * @import { StreamDraft } from "./job_draft.js"
 */
import { html } from "htm/preact";
import { Check, Select, TextField } from "../field.js";

/**
 * @param {{
 *   draft: StreamDraft, set: (part: Partial<StreamDraft>) => void, offer: ExchangeOffer | null,
 *   errors: Record<string, string>,
 * }} props
 */
export function StreamFields({ draft, set, offer, errors }) {
  const hasBook = draft.channels.includes("book");
  return html`
    <${Channels} draft=${draft} set=${set} offer=${offer} error=${errors.channels} />
    ${hasBook && html`<${BookFields} draft=${draft} set=${set} offer=${offer} errors=${errors} />`}
  `;
}

/** @param {{ draft: StreamDraft, set: (part: Partial<StreamDraft>) => void, offer: ExchangeOffer | null, error?: string }} props */
function Channels({ draft: { channels }, set, offer, error }) {
  /** @param {"trades" | "book"} channel */
  const toggle = (channel) => (/** @type {boolean} */ isOn) => {
    const others = channels.filter((each) => each !== channel);
    // In one order whatever the clicks', so that jobs that are the same look the same.
    set({ channels: isOn ? channel === "trades" ? ["trades", ...others] : [...others, "book"] : others });
  };
  const lacks = (/** @type {boolean | undefined} */ has) =>
    has === false ? `${offer?.name} does not offer it.` : undefined;
  return html`
    <fieldset class="job-choices">
      <legend>Record</legend>
      <${Check} label="Trades" checked=${channels.includes("trades")} onChange=${toggle("trades")}
        disabled=${offer?.live_trades === false} help=${lacks(offer?.live_trades)} />
      <${Check} label="Order book" checked=${channels.includes("book")} onChange=${toggle("book")}
        disabled=${offer?.books === false} help=${lacks(offer?.books)} />
      ${error && html`<p class="fault" role="alert">${error}</p>`}
    </fieldset>
  `;
}

/**
 * @param {{
 *   draft: StreamDraft, set: (part: Partial<StreamDraft>) => void, offer: ExchangeOffer | null,
 *   errors: Record<string, string>,
 * }} props
 */
function BookFields({ draft, set, offer, errors }) {
  const hasChanges = offer?.raw_books !== false;
  const options = [
    { value: "samples", label: "The whole book, now and then" },
    { value: "changes", label: "Each change of it", disabled: !hasChanges },
  ];
  return html`
    <${Select}
      label="Of the book" value=${draft.book} options=${options} error=${errors.raw}
      help=${hasChanges
        ? "Changes take much more disk: the book can be built for any moment from them."
        : `${offer?.name} does not number its changes, so they cannot be shown to be complete.`}
      onChange=${(/** @type {StreamDraft["book"]} */ book) => set({ book })}
    />
    ${draft.book === "samples" &&
      html`
        <div class="job-field-pair">
          <${TextField} label="Seconds between samples" inputmode="numeric" value=${draft
            .time_step} error=${errors.time_step}
            onInput=${(/** @type {string} */ time_step) => set({ time_step })} />
          <${TextField} label="Levels a side" inputmode="numeric" value=${draft.depth} error=${errors.depth}
            onInput=${(/** @type {string} */ depth) => set({ depth })} />
        </div>
      `}
  `;
}
