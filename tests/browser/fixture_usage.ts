/** What takes how much room, made up. */
import type { StorageUsage } from "../../schemas/wire_archive.ts";

const DAY_MS = 86_400_000;

export function fixtureUsage(nowMs: number): StorageUsage {
  const days = Array.from({ length: 90 }, (_, n) => ({
    day: new Date(nowMs - (90 - n) * DAY_MS).toISOString().slice(0, 10),
    bytes: n < 12 ? 0 : Math.round(180e6 * (1 + 0.3 * Math.sin(n / 4) + n / 200)),
  }));
  const perDay = days.slice(-7).reduce((sum, { bytes }) => sum + bytes, 0) / 7;
  return {
    ...{ free_bytes: 81_204_117_504, total_bytes: 250_790_436_864, reserve_bytes: 2_000_000_000 },
    groups: [
      { exchange: "binance", type: "ohlc", bytes: 71_402_331, rows: 3_204_331, files: 12 },
      { exchange: "binance", type: "orderbook", bytes: 8_240_221_009, rows: 812_000_331, files: 78 },
      { exchange: "binance", type: "trades", bytes: 6_114_882_201, rows: 441_204_331, files: 156 },
      { exchange: "kraken", type: "trades", bytes: 402_882_201, rows: 31_204_331, files: 78 },
      { exchange: "okx", type: "trades", bytes: 1_402_882_201, rows: 96_204_331, files: 156 },
    ],
    ...{ journal_bytes: 14_680_064, days, bytes_per_day: perDay },
    days_until_full: (81_204_117_504 - 2_000_000_000) / perDay,
  };
}
