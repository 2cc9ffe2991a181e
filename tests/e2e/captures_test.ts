/**
 * Captured traffic of eleven exchanges through the whole program at once: socket, journal, Parquet. What DuckDB reads
 * from the files equals a reading of the raw frames that shares no code with the product.
 */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { encodeSymbol } from "../../schemas/series.ts";
import { type CaptureName, readCapture, withCaptures } from "../venue/exchanges/captures.ts";
import { openTestVenue } from "../venue/exchanges/collect.ts";
import { type RawTrade, rawTrades } from "../venue/exchanges/raw_reading.ts";
import { type Replay, startReplay, TARGETS } from "../venue/exchanges/replay_server.ts";
import { parquetRows, type Row } from "./parquet_rows.ts";
import { inTempFolder, startRecorderProgram, stopProgram } from "./program.ts";

const READABLE = [
  "BINANCE",
  "BINANCE_FUTURES",
  "BINANCE_US",
  "OKX",
  "KRAKEN_FUTURES",
  "COINBASE",
  "GATEIO",
  "BITFINEX",
  "BITMEX",
] as const;
/** Captured in a protocol that its exchange has left since. */
const FOREIGN = ["BYBIT", "KRAKEN"] as const;
const REFUSED = { BYBIT: 101, KRAKEN: 8 };

interface Playing {
  name: CaptureName;
  replay: Replay;
  /** ccxt symbol by the exchange's own name in capitals: the markets that the capture has trades of. */
  symbols: Map<string, string>;
  raw: RawTrade[];
}

async function play(name: CaptureName): Promise<Playing> {
  const replay = startReplay(name, { close: false });
  const { exchange, options } = TARGETS[name];
  const venue = await openTestVenue(exchange, replay.url, { options });
  const markets = [...(await venue.markets(AbortSignal.timeout(20_000))).values()];
  await venue.close();
  const raw = isReadable(name) ? rawTrades(readCapture(name)) : [];
  const names = new Set(raw.map(({ market }) => market.toUpperCase()));
  const wanted = isReadable(name)
    ? markets.filter(({ id }) => names.has(id.toUpperCase()))
    : markets.filter(({ symbol }) => name === "BYBIT" || symbol === "XMR/USD");
  return { name, replay, raw, symbols: new Map(wanted.map(({ id, symbol }) => [id.toUpperCase(), symbol])) };
}

function isReadable(name: CaptureName): boolean {
  return (READABLE as readonly string[]).includes(name);
}

async function writeConfig(folder: string, playing: Playing[]): Promise<void> {
  const exchanges = playing.map(({ name, replay }) => {
    const { exchange, options } = TARGETS[name];
    return [exchange, { endpoint: replay.url, options }];
  });
  const jobs = playing.map(({ name, symbols }) => ({
    exchange: TARGETS[name].exchange,
    pairs: [...symbols.values()],
    channels: ["trades"],
  }));
  const config = { stream_jobs: jobs, exchanges: Object.fromEntries(exchanges) };
  await Deno.writeTextFile(join(folder, "tapedeck.yaml"), JSON.stringify(config)); // JSON is YAML
}

interface SeriesView {
  exchange: string;
  type: string;
  rows: number;
  rejected: number;
}

/** Rows acknowledged and refused by exchange, as the program says. */
async function countsOf(url: string): Promise<Map<string, { rows: number; rejected: number }>> {
  const { series } = await (await fetch(`${url}/api/snapshot`)).json() as { series: SeriesView[] };
  const counts = new Map<string, { rows: number; rejected: number }>();
  for (const { exchange, rows, rejected } of series) {
    const count = counts.get(exchange) ?? { rows: 0, rejected: 0 };
    counts.set(exchange, { rows: count.rows + rows, rejected: count.rejected + rejected });
  }
  return counts;
}

async function untilPlayed(url: string, playing: Playing[]): Promise<void> {
  const endsAt = Date.now() + 30_000;
  for (;;) {
    const counts = await countsOf(url);
    const left = playing.filter(({ name, raw }) => {
      const { rows, rejected } = counts.get(TARGETS[name].exchange) ?? { rows: 0, rejected: 0 };
      return isReadable(name) ? rows < raw.length : rejected < REFUSED[name as keyof typeof REFUSED];
    });
    if (left.length === 0) return;
    if (Date.now() > endsAt) {
      throw new Error(
        `not all frames came through: ${left.map(({ name }) => name)} ${JSON.stringify([...counts])}`,
      );
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function recorded(folder: string, { name, symbols }: Playing): Promise<Row[]> {
  const series = [...symbols].map(async ([market, symbol]) => {
    const trades = join(folder, "data", TARGETS[name].exchange, "trades", encodeSymbol(symbol));
    return (await parquetRows(trades)).map((row) => ({ market, ...row }));
  });
  return (await Promise.all(series)).flat();
}

function asRow({ market, ts, id, firstId, lastId, price, amount, side }: RawTrade): Row {
  return { market: market.toUpperCase(), ts, id, first_id: firstId, last_id: lastId, price, amount, side };
}

function inOrder(rows: Row[]): Row[] {
  return rows.sort((a, b) => `${a.market} ${a.id}` < `${b.market} ${b.id}` ? -1 : 1);
}

Deno.test(
  withCaptures("captured traffic of eleven exchanges is in Parquet as the raw frames say"),
  async () => {
    const playing = await Promise.all([...READABLE, ...FOREIGN].map(play));
    try {
      await inTempFolder(async (folder) => {
        await writeConfig(folder, playing);
        const { program, url } = await startRecorderProgram(folder);
        await untilPlayed(url, playing);
        assert.equal(await stopProgram(program), 0, program.output());

        for (const each of playing.filter(({ name }) => isReadable(name))) {
          const rows = (await recorded(folder, each)).map(({ ts_recv, ...row }) => {
            assert.ok(Number(ts_recv) > Number(row.ts), `${each.name} came by the socket`);
            return row;
          });
          assert.ok(each.raw.length > 0);
          assert.deepEqual(inOrder(rows), inOrder(each.raw.map(asRow)), each.name);
        }
        for (const name of FOREIGN) {
          const stored = await Deno.stat(join(folder, "data", TARGETS[name].exchange)).catch(() => null);
          assert.equal(stored, null, `${name}: nothing is stored of what was not understood`);
        }
      });
    } finally {
      await Promise.all(playing.map(({ replay }) => replay.stop()));
    }
  },
);
