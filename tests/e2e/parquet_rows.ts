/** Parquet files as an outsider reads them: by DuckDB, with no code of the project. */
import { DuckDBInstance } from "@duckdb/node-api";

export type Row = Record<string, unknown>;

/** Runs a query in a DuckDB of its own. Whole numbers come as bigint, timestamps as DuckDB's JavaScript dates. */
export async function query(sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The FROM clause of all files in a series' folder. */
export function filesIn(folder: string): string {
  return `read_parquet('${folder.replaceAll("'", "''")}/*.parquet')`;
}

/**
 * All rows of the files in a series' folder, in order of time (trades: of id; books: of session and frame). Whole
 * numbers are numbers; `ts` and `ts_recv` are µs since 1970.
 */
export async function parquetRows(folder: string): Promise<Row[]> {
  const from = filesIn(folder);
  const columns = await query(`describe select * from ${from}`);
  const names = columns.map(({ column_name }) => String(column_name));
  const shown = columns.map(({ column_name: name, column_type: type }) =>
    String(type).startsWith("TIMESTAMP") ? `epoch_us(${name}) as ${name}` : `${name}`
  );
  const order = names.includes("session")
    ? "session, frame"
    : names.includes("id")
    ? "ts, try_cast(id as bigint)"
    : "ts";
  const rows = await query(`select ${shown.join(", ")} from ${from} order by ${order}`);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
    )
  );
}
