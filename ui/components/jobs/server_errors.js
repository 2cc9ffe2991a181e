// @ts-check
/** Puts what the server finds wrong with a job beside the field that it is about. */

/**
 * @param {string} message A line for each thing that is wrong; each names its key first: `pairs[0] ("BTC") is …`.
 * @param {readonly string[]} fields Keys that have a field in the form.
 * @returns {{ byField: Record<string, string>, others: string[] }}
 */
export function errorsByField(message, fields) {
  /** @type {Record<string, string>} */
  const byField = {};
  /** @type {string[]} */
  const others = [];
  for (const line of message.split("\n").filter(Boolean)) {
    const field = fields.find((name) => new RegExp(`^(?:\\w+_jobs\\[\\d+\\]\\.)?${name}\\b`).test(line));
    if (field === undefined) others.push(line);
    else byField[field] = field in byField ? `${byField[field]}\n${line}` : line;
  }
  return { byField, others };
}
