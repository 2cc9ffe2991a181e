/** Trades as BitMEX's socket sends them: a `partial` with the newest one, from which on each is sent. */
import type { TradeSink } from "../contract.ts";
import type { BitmexMarket } from "./bitmex_markets.ts";
import { tradeOfBitmex } from "./bitmex_rows.ts";
import type { BitmexFeed, TableFrame } from "./bitmex_socket.ts";
import { faultOfTrade } from "./checks.ts";
import { at } from "./fields.ts";

const SHOWN_CHARS = 2_000;
/**
 * A `partial` has the newest trade, however old. What is older than this was made before the subscription by any clock,
 * and would make this machine's look wrong.
 */
const FRESH_US = 30_000_000;

export const tradeTopics = (markets: BitmexMarket[]) => markets.map(({ id }) => `trade:${id}`);

export function createBitmexTradeFeed(markets: BitmexMarket[], sink: TradeSink): BitmexFeed {
  const byId = new Map(markets.map((market) => [market.id, market]));
  const rejected = (symbol: string | null, reason: string, text: string) =>
    sink.rejected(symbol, reason, text.slice(0, SHOWN_CHARS));

  function takeRow(row: unknown, { action, text, tsRecv }: TableFrame): void {
    const id = at(row, "symbol");
    if (typeof id !== "string") return rejected(null, "it names no market", text);
    const market = byId.get(id);
    if (!market) return;
    const trade = tradeOfBitmex(row, market, tsRecv);
    if (action === "partial" && trade.ts < tsRecv - FRESH_US) return;
    const fault = faultOfTrade(trade, tsRecv, "opaque");
    if (fault !== null) rejected(market.symbol, fault, text);
    else sink.trade(market.symbol, trade);
  }

  return {
    frame(frame) {
      if (frame.table !== "trade") return rejected(null, "not understood", frame.text);
      for (const row of frame.rows) takeRow(row, frame);
      const market = frame.action === "partial" ? byId.get(frame.market ?? "") : undefined;
      if (market) sink.subscribed(market.symbol);
    },
    rejected: (reason, text) => rejected(null, reason, text),
    stop() {},
  };
}
