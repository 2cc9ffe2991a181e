import { type Columns, numbers } from "../columns.ts";
import type { Interval } from "../intervals.ts";

/** What the trades of a candle's time add up to. */
export interface Bar {
  /** Raw trades: an aggregate counts for all that it stands for. */
  count: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

export interface Bars {
  /** Trades of the range, in order. */
  add(trades: Columns): void;
  /** By open time, in order, the empty ones too. */
  all(): Array<[openUs: number, bar: Bar]>;
}

export function barsOver({ from, to }: Interval, spanUs: number): Bars {
  const bars = Array.from({ length: (to - from) / spanUs }, (): Bar => ({
    count: 0,
    open: NaN,
    high: -Infinity,
    low: Infinity,
    close: NaN,
    volume: 0,
  }));
  return {
    add(trades) {
      const of = (name: string) => numbers(trades, name);
      const [ts, price, amount] = [of("ts"), of("price"), of("amount")];
      const [first, last] = [of("first_id"), of("last_id")];
      for (let row = 0; row < trades.length; row++) {
        const bar = bars[Math.floor((ts[row] - from) / spanUs)];
        if (bar.count === 0) bar.open = price[row];
        bar.count += Number.isNaN(last[row]) ? 1 : last[row] - first[row] + 1;
        bar.high = Math.max(bar.high, price[row]);
        bar.low = Math.min(bar.low, price[row]);
        bar.close = price[row];
        bar.volume += amount[row];
      }
    },
    all: () => bars.map((bar, i) => [from + i * spanUs, bar]),
  };
}
