/** Whether what was recorded is what there was: counted by DuckDB, row by row and field by field. */
import { filesIn, query } from "./parquet_rows.ts";
import { saveTruth } from "./truth.ts";

export interface Verdict {
  /** Rows in the files, and in the truth between their first and their last. */
  rows: number;
  truth: number;
  missing: number;
  /** Rows beyond the first of an id (candles: of an open time). */
  twice: number;
  /** Rows that the exchange holds with other fields, or not at all. */
  different: number;
  /** Of the first row, µs. */
  firstUs: number;
  lastUs: number;
}

const TRADES = {
  recorded: `epoch_us(ts) as ts, cast(id as bigint) as id, first_id, last_id, price, amount, side`,
  told: `T * 1000 as ts, a as id, f as first_id, l as last_id, cast(p as double) as price,
    cast(q as double) as amount, case when m then 'sell' else 'buy' end as side`,
  shape: `{a: 'BIGINT', p: 'VARCHAR', q: 'VARCHAR', f: 'BIGINT', l: 'BIGINT', T: 'BIGINT', m: 'BOOLEAN'}`,
};

/** Compares a trades folder with the truth from its first to its last id. `symbol`: BTCUSDT. */
export async function judgeTrades(folder: string, url: string, symbol: string): Promise<Verdict> {
  const [extent] = await query(
    `select epoch_us(min(ts)) as from_us, epoch_us(max(ts)) as to_us from ${filesIn(folder)}`,
  );
  const [firstUs, lastUs] = [Number(extent.from_us), Number(extent.to_us)];
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await saveTruth(file, url, "trades", symbol, { fromMs: firstUs / 1_000, toMs: lastUs / 1_000 + 1 });
    return { ...await compare(folder, file), firstUs, lastUs };
  } finally {
    await Deno.remove(file);
  }
}

async function compare(folder: string, truthFile: string) {
  const [counts] = await query(`
    with recorded as (select ${TRADES.recorded} from ${filesIn(folder)}),
    ends as (select min(id) as low, max(id) as high from recorded),
    told as (select ${TRADES.told} from read_json('${truthFile}', format = 'array', columns = ${TRADES.shape})),
    truth as (select told.* from told, ends where id between low and high)
    select (select count(*) from recorded) as rows,
      (select count(*) from truth) as truth,
      (select count(*) from truth where id not in (select id from recorded)) as missing,
      (select count(*) - count(distinct id) from recorded) as twice,
      (select count(*) from (select distinct * from recorded except select * from truth)) as different`);
  const [rows, truth, missing, twice, different] = ["rows", "truth", "missing", "twice", "different"]
    .map((name) => Number(counts[name]));
  return { rows, truth, missing, twice, different };
}
