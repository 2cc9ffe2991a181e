/** What is alike in every REST answer. */
import { type Answer, VenueFault } from "../contract.ts";
import type { CcxtExchange, Endpoint } from "./ccxt_types.ts";

/** The rows without a fault, and how many had one. */
export function believed<Row>(
  rows: Row[],
  faultOf: (row: Row) => string | null,
  askedAt: number,
): Answer<Row> {
  const answer: Answer<Row> = { rows: [], rejected: 0, reason: null, askedAt };
  for (const row of rows) {
    const fault = faultOf(row);
    if (fault === null) answer.rows.push(row);
    else {
      answer.rejected++;
      answer.reason ??= fault;
    }
  }
  return answer;
}

export function endpointOf(ccxt: CcxtExchange, name: string): Endpoint {
  return (ccxt as unknown as Record<string, Endpoint>)[name];
}

/** Throws {@linkcode VenueFault} `garbage` where an answer has something else in the place of its rows. */
export function listOf(rows: unknown): unknown[] {
  if (Array.isArray(rows)) return rows;
  throw new VenueFault("garbage", `Cannot read the answer: expected a list, got ${typeof rows}`);
}
