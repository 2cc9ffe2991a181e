/**
 * Captured book traffic through the whole program: socket, REST snapshot, journal, Parquet. What a query makes of the
 * files, after docs/data-format.md and without tapedeck, is the book that the raw frames say.
 */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { encodeSymbol } from "../../schemas/series.ts";
import { type Capture, readCapture, withCaptures } from "../venue/exchanges/captures.ts";
import { openTestVenue } from "../venue/exchanges/collect.ts";
import { rawBooks } from "../venue/exchanges/raw_books.ts";
import { startReplay, TARGETS } from "../venue/exchanges/replay_server.ts";
import { filesIn, query } from "./parquet_rows.ts";
import { stopProgram } from "./program.ts";
import { untilSeries } from "./snapshot.ts";
import { onStage } from "./stage.ts";

const NAMES = ["BINANCE", "BINANCE_FUTURES"] as const;

/** The whole book of the newest moment. */
const bookSql = (files: string) => `
  with frames as (from ${files}),
       newest as (select arg_max(session, ts) as session from frames),
       start as (select session, max(frame) as frame from frames join newest using (session)
                 where is_snapshot group by session)
  select side, price, arg_max(amount, frames.frame) as amount
  from frames join start using (session)
  where frames.frame >= start.frame and price is not null
  group by side, price having amount > 0
  order by side desc, case side when 'bid' then -price else price end`;

/** The exchange time of the last captured change of a market, µs. */
function lastChangeUs({ frames }: Capture, market: string): number {
  const changes = frames.map((frame) => JSON.parse(frame)).filter(({ stream, data }) =>
    stream?.includes("@depth") && data.s === market
  );
  return changes.at(-1).data.E * 1_000;
}

async function play(name: typeof NAMES[number]) {
  const replay = startReplay(name, { close: false });
  const venue = await openTestVenue(TARGETS[name].exchange, replay.url, TARGETS[name]);
  const capture = readCapture(name);
  const books = rawBooks(capture, Infinity);
  const markets = [...(await venue.markets(AbortSignal.timeout(20_000))).values()]
    .filter(({ id }) => books.has(id))
    .map(({ id, symbol }) => ({ symbol, book: books.get(id), lastUs: lastChangeUs(capture, id) }));
  await venue.close();
  return { ...TARGETS[name], replay, markets, pairs: markets.map(({ symbol }) => symbol) };
}

Deno.test(withCaptures("a query makes the exchange's book of the changes in Parquet"), async () => {
  const playing = await Promise.all(NAMES.map(play));
  try {
    await onStage(async ({ folder, write, record }) => {
      await write("tapedeck.yaml", {
        stream_jobs: playing.map(({ exchange, pairs }) => ({
          exchange,
          pairs,
          channels: ["book"],
          raw: true,
        })),
        exchanges: Object.fromEntries(
          playing.map(({ exchange, options, replay }) => [exchange, { endpoint: replay.url, options }]),
        ),
      });
      const { program, url } = await record();
      const wanted = playing.flatMap(({ markets }) => markets);
      await untilSeries(
        url,
        (series) =>
          wanted.every(({ symbol, lastUs }) =>
            series.some((one) => one.pair === symbol && one.lastUs === lastUs)
          ),
      );
      assert.equal(await stopProgram(program), 0, program.output());
      for (const { exchange, markets } of playing) {
        assert.ok(markets.length > 0);
        for (const { symbol, book } of markets) {
          const files = filesIn(join(folder, "data", exchange, "orderbook", encodeSymbol(symbol)));
          assert.deepEqual(await query(bookSql(files)), book, `${exchange} ${symbol}`);
        }
      }
    });
  } finally {
    await Promise.all(playing.map(({ replay }) => replay.stop()));
  }
});
