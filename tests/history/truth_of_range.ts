/** Whether what is in Parquet equals what the exchange holds for a range of time: counted by DuckDB, day by day. */
import { filesIn, query } from "../e2e/parquet_rows.ts";
import { saveTruth } from "../e2e/truth.ts";
import type { Range } from "./asked.ts";

export interface Comparison {
  rows: number;
  truth: number;
  missing: number;
  /** Beyond the first of an id; of candles: of an open time. */
  twice: number;
  /** Rows that the exchange holds with other fields, or not at all. */
  different: number;
}

const DAY_MS = 86_400_000;

/** `place` tells a row from others; truth is read from the exchange's own words into the recorded columns. */
const KINDS = {
  trades: {
    place: "id",
    recorded: `epoch_us(ts) as ts, cast(id as bigint) as id, first_id, last_id, price, amount, side`,
    told: `T * 1000 as ts, a as id, f as first_id, l as last_id, cast(p as double) as price,
      cast(q as double) as amount, case when m then 'sell' else 'buy' end as side`,
    from: (file: string) =>
      `read_json('${file}', format = 'array', columns = {a: 'BIGINT', p: 'VARCHAR', q: 'VARCHAR',
        f: 'BIGINT', l: 'BIGINT', T: 'BIGINT', m: 'BOOLEAN'})`,
  },
  candles: {
    place: "ts",
    recorded: `epoch_us(ts) as ts, open, high, low, close, volume, quote_volume, trades, taker_buy_volume`,
    told: `cast(r[1] as bigint) * 1000 as ts, cast(r[2] as double) as open, cast(r[3] as double) as high,
      cast(r[4] as double) as low, cast(r[5] as double) as close, cast(r[6] as double) as volume,
      cast(r[8] as double) as quote_volume, cast(r[9] as bigint) as trades, cast(r[10] as double) as taker`,
    from: (file: string) =>
      `(select unnest(cast(content::json as varchar[][])) as r from read_text('${file}'))`,
  },
};

/** `symbol`: BTCUSDT. */
export async function compareWithTruth(
  folder: string,
  exchangeUrl: string,
  kind: keyof typeof KINDS,
  symbol: string,
  { fromMs, toMs }: Range,
): Promise<Comparison> {
  const sum: Comparison = { rows: 0, truth: 0, missing: 0, twice: 0, different: 0 };
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    for (let at = fromMs; at < toMs; at += DAY_MS) {
      const day = { fromMs: at, toMs: Math.min(toMs, at + DAY_MS) };
      await saveTruth(file, exchangeUrl, kind, symbol, day);
      const counts = await compareDay(folder, file, kind, day);
      for (const name of Object.keys(sum) as Array<keyof Comparison>) sum[name] += counts[name];
    }
    return sum;
  } finally {
    await Deno.remove(file);
  }
}

async function compareDay(
  folder: string,
  file: string,
  kind: keyof typeof KINDS,
  { fromMs, toMs }: Range,
): Promise<Comparison> {
  const { place, recorded, told, from } = KINDS[kind];
  const [counts] = await query(`
    with recorded as (select ${recorded} from ${filesIn(folder)}
      where epoch_us(ts) >= ${fromMs * 1_000} and epoch_us(ts) < ${toMs * 1_000}),
    truth as (select ${told} from ${from(file)})
    select (select count(*) from recorded) as rows,
      (select count(*) from truth) as truth,
      (select count(*) from truth where ${place} not in (select ${place} from recorded)) as missing,
      (select count(*) - count(distinct ${place}) from recorded) as twice,
      (select count(*) from (select distinct * from recorded except select * from truth)) as different`);
  const { rows, truth, missing, twice, different } = counts;
  return {
    rows: Number(rows),
    truth: Number(truth),
    missing: Number(missing),
    twice: Number(twice),
    different: Number(different),
  };
}

export const isEqual = ({ rows, truth, missing, twice, different }: Comparison): boolean =>
  rows > 0 && rows === truth && missing + twice + different === 0;
