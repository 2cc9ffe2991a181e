// @ts-check
/**
 * The lines that read a series' files, ready to run. A period may be a file and several parts; where parts may hold
 * a row twice, the lines take it once.
 * @import { SeriesView } from "../../../schemas/snapshot.ts"
 */

/** @typedef {{ name: string, text: string }} Snippet */
/** @typedef {Pick<SeriesView, "key" | "exchange" | "pair" | "type" | "span">} Named */

/**
 * @param {Named} series
 * @param {{ dataFolder: string, origin: string, needsToken: boolean }} where `origin`: of this page.
 * @returns {Snippet[]}
 */
export function snippetsOf(series, { dataFolder, origin, needsToken }) {
  const files = `${dataFolder.replace(/\/$/, "")}/${series.key}/*.parquet`;
  return [
    { name: "DuckDB", text: duckdb(series.type, files.replaceAll("'", "''")) },
    { name: "polars", text: polars(series.type, JSON.stringify(files)) },
    { name: "pandas", text: pandas(series.type, JSON.stringify(files)) },
    { name: "curl", text: curl(series, origin, needsToken) },
  ];
}

/** @param {Named["type"]} type @param {string} files */
function duckdb(type, files) {
  switch (type) {
    case "trades":
      return `SELECT * FROM read_parquet('${files}')\n` +
        "QUALIFY id IS NULL OR row_number() OVER (PARTITION BY id, ts) = 1\nORDER BY ts;";
    case "ohlc":
      return `SELECT DISTINCT ON (ts) * EXCLUDE (filename)\nFROM read_parquet('${files}', filename = true)\n` +
        "ORDER BY ts, filename DESC;";
    case "orderbook":
      return `SELECT DISTINCT ON (session, frame, side, price) *\nFROM read_parquet('${files}')\n` +
        "ORDER BY session, frame;";
    default:
      throw new Error(`Cannot read ${/** @type {never} */ (type)}: no such type`);
  }
}

/** @param {Named["type"]} type @param {string} files */
function polars(type, files) {
  const once = {
    trades: '.filter(pl.col("id").is_null() | pl.struct("id", "ts").is_first_distinct()).sort("ts")',
    ohlc: '.unique("ts", keep="last", maintain_order=True).sort("ts")',
    orderbook: '.unique(["session", "frame", "side", "price"]).sort("session", "frame")',
  }[type];
  return `import polars as pl\n\nrows = pl.scan_parquet(${files})${once}.collect()`;
}

/** @param {Named["type"]} type @param {string} files */
function pandas(type, files) {
  const once = {
    trades: 'rows = rows[rows["id"].isna() | ~rows.duplicated(["id", "ts"])].sort_values("ts")',
    ohlc: 'rows = rows.drop_duplicates("ts", keep="last").sort_values("ts").set_index("ts")',
    orderbook:
      'rows = rows.drop_duplicates(["session", "frame", "side", "price"]).sort_values(["session", "frame"])',
  }[type];
  return `import glob, pandas as pd\n\nrows = pd.concat(map(pd.read_parquet, sorted(glob.glob(${files}))))\n${once}`;
}

/** The newest rows too, which are in no file yet. @param {Named} series @param {string} origin @param {boolean} needsToken */
function curl(series, origin, needsToken) {
  const token = needsToken ? '-H "Authorization: Bearer $TAPEDECK_TOKEN" \\\n  ' : "";
  return `curl -o ${series.key.replaceAll("/", "_")}.parquet \\\n  ${token}'${origin}${
    readPath(series, { format: "parquet" })
  }'`;
}

/**
 * Where its rows are read.
 * @param {Named} series
 * @param {Record<string, string>} query
 */
export function readPath({ exchange, pair, type, span }, query) {
  const params = new URLSearchParams({ exchange, pair, type, ...(span !== null && { span }), ...query });
  return `/api/read?${params}`.replaceAll("%2F", "/").replaceAll("%3A", ":");
}
