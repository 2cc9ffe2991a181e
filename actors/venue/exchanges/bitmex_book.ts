/**
 * One market's book as BitMEX keeps it up to date: a table of levels, first whole (`partial`), then changed row by
 * row. A change of a row that is not there shows that one was missed: the protocol numbers none.
 */
import type { Level } from "../../../schemas/market.ts";
import { at, microsOfIso } from "./fields.ts";
import { levelOfBitmex, type SizeUnit } from "./bitmex_rows.ts";

export type BookChange =
  /** `ts`: the newest time of its rows, µs; null where they have none, as before February 2022. */
  | { type: "changed"; ts: number | null }
  /** Before the first `partial`: to be left out, as its document says. */
  | { type: "early" }
  | { type: "broken"; reason: string };

export interface BitmexBook {
  apply(action: unknown, rows: unknown[]): BookChange;
  /** Bids first, each side best first, at most `depth` of each. */
  top(depth: number): Level[];
}

export function createBitmexBook(unit: SizeUnit): BitmexBook {
  let levels: Map<string, Level> | null = null;

  /** Why it cannot be; null: it is done. */
  function applyRow(action: unknown, row: unknown, table: Map<string, Level>): string | null {
    const { id, level } = levelOfBitmex(row, unit);
    const known = table.get(id);
    switch (action) {
      case "partial":
      case "insert":
        table.set(id, level);
        return null;
      case "update":
        if (!known) return `an update of level ${id}, which is not there`;
        table.set(id, { ...known, amount: level.amount });
        return null;
      case "delete":
        return table.delete(id) ? null : `a delete of level ${id}, which is not there`;
      default:
        return `an action "${action}", which is not known`;
    }
  }

  return {
    apply(action, rows) {
      if (action === "partial") levels = new Map();
      if (levels === null) return { type: "early" };
      for (const row of rows) {
        const reason = applyRow(action, row, levels);
        if (reason !== null) return { type: "broken", reason };
      }
      return { type: "changed", ts: newestTime(rows) };
    },
    top(depth) {
      const all = [...levels?.values() ?? []];
      const bids = all.filter(({ side }) => side === "bid").sort((a, b) => b.price - a.price);
      const asks = all.filter(({ side }) => side === "ask").sort((a, b) => a.price - b.price);
      return [...bids.slice(0, depth), ...asks.slice(0, depth)];
    },
  };
}

function newestTime(rows: unknown[]): number | null {
  const times = rows.map((row) => microsOfIso(at(row, "timestamp"))).filter(Number.isFinite);
  return times.length > 0 ? Math.max(...times) : null;
}
