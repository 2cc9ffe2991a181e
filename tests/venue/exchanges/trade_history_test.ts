/** Trades of the past, for every exchange that has a wire. */
import assert from "node:assert/strict";
import { unionAll } from "../../../actors/archive/intervals.ts";
import type { TradeAnswer, TradeQuery } from "../../../actors/venue/contract.ts";
import { rowOf } from "../../../actors/venue/exchanges/traits.ts";
import { type Bench, historyTest as test } from "./history_bench.ts";
import { NOW_MS, type PastTrade } from "./history_truth.ts";
import { WIRES } from "./wires/mod.ts";

const tradeRow = ({ us, id, price, amount, side }: PastTrade) => [
  us,
  `${id}`,
  Number(price),
  Number(amount),
  side,
];

/** A query's pages to the last of them. */
async function readAll({ venue, signal }: Bench, query: TradeQuery) {
  const answers: TradeAnswer[] = [];
  for (let next: TradeQuery | null = query; next !== null;) {
    assert.ok(answers.length < 100, "its pages do not end");
    const answer: TradeAnswer = await venue.fetchTrades(next, signal);
    answers.push(answer);
    next = answer.next;
  }
  const rows = answers.flatMap(({ rows }) => rows).sort((a, b) => Number(a.id) - Number(b.id));
  return {
    rows: rows.map(({ ts, id, price, amount, side }) => [ts, id, price, amount, side]),
    proven: unionAll([], answers.flatMap(({ proven }) => proven)),
    servedFromUs: answers.at(-1)!.servedFromUs,
    pages: answers.length,
  };
}

for (const wire of WIRES) {
  const { symbol, trades: wired } = wire;
  const { traits } = rowOf(wire.exchange);
  const limit = traits.tradePage;
  if (!wired) continue;
  const { page, reach, write } = wired;

  test(
    wire,
    "the pages of a range of trades are exactly the truth, and prove what they hold",
    async (bench) => {
      const { trades } = bench.truth;
      const [fromUs, toUs] = [trades[75].us, trades.at(-24)!.us];
      const { rows, proven, servedFromUs = fromUs, pages } = await readAll(bench, {
        symbol,
        fromUs,
        toUs,
        limit,
      });
      const served = trades.filter(({ us }) => us >= fromUs && us < toUs)
        .filter(({ id }) => reach === "all" || id > trades.at(-1)!.id - page);
      assert.deepEqual(rows, served.map(tradeRow));
      assert.deepEqual(proven, [{ from: servedFromUs, to: toUs }]);
      if (reach === "all") return assert.ok(servedFromUs === fromUs && pages >= 3);
      const oldest = trades.at(-page)!;
      assert.ok(servedFromUs > oldest.us && servedFromUs <= oldest.us + 1_000);
    },
  );

  test(wire, "a range that begins and ends within times that trades share has all of them", async (bench) => {
    const at = bench.truth.trades.at(-40)!;
    const sharing = bench.truth.trades.filter(({ us }) => us === at.us);
    const { rows, proven } = await readAll(bench, { symbol, fromUs: at.us, toUs: at.us + 1, limit });
    assert.equal(sharing.length, 7);
    assert.deepEqual(rows, sharing.map(tradeRow));
    assert.deepEqual(proven, [{ from: at.us, to: at.us + 1 }]);
  });

  test(wire, "an open range ends with the present, less what may still come", async (bench) => {
    const { trades } = bench.truth;
    const fromUs = trades.at(-30)!.us;
    const { rows, proven } = await readAll(bench, { symbol, fromUs, limit });
    assert.deepEqual(rows, trades.filter(({ us }) => us >= fromUs).map(tradeRow));
    assert.deepEqual(proven, [{ from: fromUs, to: (NOW_MS - traits.settleMs) * 1_000 }]);
  });

  test(wire, "an answer without trades proves nothing", async (bench) => {
    bench.server.fault = (asked) => Response.json(write([], asked));
    const { rows, proven, pages } = await readAll(bench, { symbol, fromUs: 1e15, toUs: 2e15, limit });
    assert.deepEqual([rows, proven, pages], [[], [], 1]);
  });

  test(wire, "an answer with a trade that cannot be one proves nothing", async (bench) => {
    const sent = bench.truth.trades.slice(-9);
    sent[3] = { ...sent[3], price: "0" };
    bench.server.fault = (asked) => Response.json(write(sent, asked));
    const query = { symbol, fromUs: sent[0].us, toUs: sent.at(-1)!.us + 1, limit };
    const { rows, rejected, proven } = await bench.venue.fetchTrades(query, bench.signal);
    assert.deepEqual([rows.length, rejected, proven], [8, 1, []]);
  });
}

for (
  const wire of WIRES.filter(({ exchange, trades }) => trades && rowOf(exchange).traits.tradeIds === "serial")
) {
  const limit = rowOf(wire.exchange).traits.tradePage;

  test(wire, "a hole in the ids is not proven", async (bench) => {
    const { trades } = bench.truth;
    const index = trades.length - 60;
    const [before, after] = [trades[index - 1], trades[index + 1]];
    trades.splice(index, 1);
    const [fromUs, toUs] = [trades.at(-90)!.us, trades.at(-20)!.us];
    const { proven } = await readAll(bench, { symbol: wire.symbol, fromUs, toUs, limit });
    assert.deepEqual(proven, [{ from: fromUs, to: before.us }, { from: after.us + 1, to: toUs }]);
  });
}

for (const wire of WIRES.filter(({ trades }) => trades)) {
  const { symbol, trades } = wire;
  const { tradesById, tradePage: limit } = rowOf(wire.exchange).traits;

  if (!tradesById) {
    test(wire, "asked by id it refuses", async ({ venue, signal }) => {
      const query = { symbol, fromId: 1, limit };
      await assert.rejects(venue.fetchTrades(query, signal), {
        kind: "final",
        message: /by time, not by id/,
      });
    });
    continue;
  }

  test(wire, "from an id on, its pages are all there is, and that id is the first", async (bench) => {
    const { trades: past } = bench.truth;
    const fromId = past[past.length - Math.floor(trades!.page * 1.5)].id;
    const { rows } = await readAll(bench, { symbol, fromId, limit });
    assert.deepEqual(rows, past.filter(({ id }) => id >= fromId).map(tradeRow));
  });
}

for (const wire of WIRES.filter(({ trades }) => trades === undefined)) {
  test(wire, "past trades are refused, and nothing is asked", async ({ venue, server, signal }) => {
    const query = { symbol: wire.symbol, fromUs: 0, limit: 10 };
    await assert.rejects(venue.fetchTrades(query, signal), { kind: "final", message: /record them live/ });
    assert.deepEqual(server.asked, []);
  });
}
