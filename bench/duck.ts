/** DuckDB as the benches' yardstick: fed and read in the quickest way that its package for JavaScript allows. */
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  TIMESTAMPTZ,
  UTINYINT,
} from "@duckdb/node-api";
import { type Columns, numbers } from "../actors/archive/columns.ts";

/** Rows of one of DuckDB's chunks. */
const CHUNK_ROWS = 2048;
const TWO_32 = 2 ** 32;
const TRADE_TYPES = {
  ts: TIMESTAMPTZ,
  ts_recv: TIMESTAMPTZ,
  id: BIGINT,
  first_id: BIGINT,
  last_id: BIGINT,
  price: DOUBLE,
  amount: DOUBLE,
  side: UTINYINT,
};

export async function withDuckDb<T>(run: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return await run(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export interface DuckDbWriting {
  /** Of Parquet. */
  version: "V1" | "V2";
  groupRows: number;
  threads: number;
}

/**
 * Trades with whole numbers as ids, by way of an appender into memory, and from there to Parquet: ids go in as
 * numbers and sides as codes, and DuckDB makes texts of them on the way out.
 */
export async function writeByDuckDb(
  path: string,
  pieces: Columns[],
  { version, groupRows, threads }: DuckDbWriting,
): Promise<void> {
  await withDuckDb(async (connection) => {
    await connection.run(`set threads = ${threads}`);
    await connection.run(
      "create table tape (ts timestamptz, ts_recv timestamptz, id bigint, first_id bigint, last_id bigint, " +
        "price double, amount double, side utinyint)",
    );
    const appender = await connection.createAppender("tape");
    const chunk = DuckDBDataChunk.create(Object.values(TRADE_TYPES), CHUNK_ROWS);
    for (const columns of pieces) {
      for (let from = 0; from < columns.length; from += CHUNK_ROWS) {
        fill(chunk, columns, from, Math.min(from + CHUNK_ROWS, columns.length));
        appender.appendDataChunk(chunk);
      }
    }
    appender.closeSync();
    await connection.run(
      "copy (select * replace (id::varchar as id, case side when 0 then 'buy' else 'sell' end as side) from tape) " +
        `to '${path}' (format parquet, compression zstd, row_group_size ${groupRows}, parquet_version ${version})`,
    );
  });
}

/** Straight into the memory of a chunk's vectors, which the package keeps to itself. */
function fill(chunk: DuckDBDataChunk, columns: Columns, from: number, to: number): void {
  chunk.reset();
  chunk.rowCount = to - from;
  Object.keys(TRADE_TYPES).forEach((name, index) => {
    const vector = chunk.getColumnVector(index) as unknown as {
      items: BigInt64Array | Float64Array | Uint8Array;
      flush(): void;
    };
    const column = numbers(columns, name).subarray(from, to);
    if (vector.items instanceof BigInt64Array) setWhole(vector.items, column);
    else vector.items.set(column);
    vector.flush();
  });
}

function setWhole(items: BigInt64Array, column: Float64Array): void {
  const halves = new Int32Array(items.buffer, items.byteOffset, 2 * items.length);
  for (let row = 0; row < column.length; row++) {
    halves[2 * row] = column[row];
    halves[2 * row + 1] = Math.floor(column[row] / TWO_32);
  }
}

/** Hands a query's result over chunk by chunk; returns how many rows it has. */
export async function fetchChunks(
  connection: DuckDBConnection,
  sql: string,
  use: (chunk: DuckDBDataChunk) => void,
): Promise<number> {
  const result = await connection.stream(sql);
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return rows;
    use(chunk);
    rows += chunk.rowCount;
  }
}
