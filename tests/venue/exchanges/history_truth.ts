/**
 * What an exchange of the contract suite holds: a market whose trades share their timestamps seven by seven, so that
 * no page of a real size ends between two times, and whose candles have a quiet minute now and then.
 */

export interface PastTrade {
  id: number;
  us: number;
  price: string;
  amount: string;
  side: "buy" | "sell";
}

export interface PastCandle {
  ms: number;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
}

/** Half a minute into a minute: one candle is running. */
export const NOW_MS = Date.UTC(2024, 2, 6, 12, 7, 30);
export const MINUTE_MS = 60_000;
const SHARING = 7;
const STEP_MS = 40;
const FIRST_ID = 5_001;

/** So many trades, the last of them at `endMs`. `unitUs`: how exactly the exchange tells the time. */
export function pastTrades(count: number, endMs: number, unitUs: number): PastTrade[] {
  const groups = Math.ceil(count / SHARING);
  return Array.from({ length: count }, (_, i) => {
    const group = Math.floor(i / SHARING);
    const us = (endMs - (groups - 1 - group) * STEP_MS) * 1_000 + (unitUs === 1 ? group % 1_000 : 0);
    return {
      id: FIRST_ID + i,
      us: Math.floor(us / unitUs) * unitUs,
      price: (100 + (i % 50) / 4).toString(),
      amount: (1 + i % 9).toString(),
      side: i % 3 === 0 ? "sell" : "buy",
    };
  });
}

/** Minutes that open in [fromMs, the present], the running one too; every tenth is left out where `omits`. */
export function pastCandles(fromMs: number, omits: boolean): PastCandle[] {
  const count = Math.floor((NOW_MS - fromMs) / MINUTE_MS) + 1;
  return Array.from({ length: count }, (_, i) => fromMs + i * MINUTE_MS)
    .filter((ms) => !omits || (ms / MINUTE_MS) % 10 !== 0)
    .map((ms) => {
      const open = 100 + (ms / MINUTE_MS) % 40;
      const [high, low, close] = [open + 2, open - 1, open + 1];
      return {
        ms,
        open: `${open}`,
        high: `${high}`,
        low: `${low}`,
        close: `${close}`,
        volume: `${(ms / MINUTE_MS) % 7}.5`,
      };
    });
}
