// @ts-check
/**
 * A job while it is being written in the form, and the job that comes of it.
 * @import { HistoJob, StreamJob } from "../../../schemas/config.ts"
 * @import { ExchangeOffer } from "../../../schemas/wire_app.ts"
 */

/**
 * @typedef {object} StreamDraft
 * @property {string} exchange
 * @property {string[]} pairs
 * @property {Array<"trades" | "book">} channels
 * @property {"samples" | "changes"} book What is recorded of a book.
 * @property {string} time_step Seconds, as typed.
 * @property {string} depth
 * @property {"1" | "2"} connections Kept as a job has it: no form offers what has no effect.
 *
 * @typedef {object} HistoDraft
 * @property {string} exchange
 * @property {string[]} pairs
 * @property {"ohlc" | "trades"} data_type
 * @property {string} span Seconds.
 * @property {string} start
 * @property {"close" | "every" | "cron"} schedule
 * @property {string} every Seconds, as typed.
 * @property {string} cron
 * @property {boolean} paused Kept as a job has it: the job's card has the button.
 */

/** Keys that the form has a field for, by kind: what the server says of one stands there. */
export const FIELDS = /** @type {const} */ ({
  stream: ["exchange", "pairs", "channels", "time_step", "depth", "connections", "raw"],
  histo: ["exchange", "pairs", "data_type", "span", "start", "every", "cron"],
});

/** @param {Partial<StreamJob>} job @returns {StreamDraft} */
export function streamDraft(job) {
  return {
    exchange: job.exchange ?? "",
    pairs: job.pairs ?? [],
    channels: job.channels ?? ["trades"],
    book: job.raw ? "changes" : "samples",
    time_step: `${job.time_step ?? 60}`,
    depth: `${job.depth ?? 20}`,
    connections: job.connections === 2 ? "2" : "1",
  };
}

/** @param {Partial<HistoJob>} job @returns {HistoDraft} */
export function histoDraft(job) {
  return {
    exchange: job.exchange ?? "",
    pairs: job.pairs ?? [],
    data_type: job.data_type ?? "ohlc",
    span: `${job.span ?? 3600}`,
    start: job.start ?? "",
    schedule: job.every !== undefined ? "every" : job.cron !== undefined ? "cron" : "close",
    every: `${job.every ?? 300}`,
    cron: job.cron ?? "5 * * * *",
    paused: job.paused ?? false,
  };
}

/**
 * What is sent: keys that have no meaning for what was chosen are left out.
 * @param {StreamDraft} draft
 */
export function streamJob({ exchange, pairs, channels, book, time_step, depth, connections }) {
  const sampled = { time_step: numberOrText(time_step), depth: numberOrText(depth) };
  return {
    exchange,
    pairs,
    channels,
    ...(channels.includes("book") && (book === "changes" ? { raw: true } : sampled)),
    ...(connections === "2" && { connections: 2 }),
  };
}

/** @param {HistoDraft} draft */
export function histoJob({ exchange, pairs, data_type, span, start, schedule, every, cron, paused }) {
  return {
    exchange,
    pairs,
    data_type,
    span: numberOrText(span),
    ...(start.trim() && { start: start.trim() }),
    ...(schedule === "every" && { every: numberOrText(every) }),
    ...(schedule === "cron" && { cron: cron.trim() }),
    ...(paused && { paused }),
  };
}

/** What is no number is sent as it is: the server says what it expects. @param {string} text */
function numberOrText(text) {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

/**
 * The draft with what the exchange does not have taken away.
 * @param {StreamDraft} draft
 * @param {ExchangeOffer} offer
 * @returns {StreamDraft}
 */
export function fittedStream(draft, { live_trades, books, raw_books }) {
  const has = { trades: live_trades, book: books };
  const channels = draft.channels.filter((channel) => has[channel]);
  const first = live_trades ? ["trades"] : books ? ["book"] : [];
  return {
    ...draft,
    channels: channels.length > 0 ? channels : /** @type {StreamDraft["channels"]} */ (first),
    book: raw_books ? draft.book : "samples",
  };
}

/**
 * @param {HistoDraft} draft
 * @param {ExchangeOffer} offer
 * @returns {HistoDraft}
 */
export function fittedHisto(draft, { spans, past_trades }) {
  const data_type = past_trades === "none" ? "ohlc" : spans.length === 0 ? "trades" : draft.data_type;
  const isOffered = data_type === "trades" || spans.includes(Number(draft.span));
  const nearest = spans.includes(3600) ? 3600 : spans[0] ?? 3600;
  return { ...draft, data_type, span: isOffered ? draft.span : `${nearest}` };
}
