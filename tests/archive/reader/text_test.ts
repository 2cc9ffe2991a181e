import assert from "node:assert/strict";
import fc from "fast-check";
import { csvHeader, csvLines, jsonLines } from "../../../actors/archive/reader/text.ts";
import { isoPrinter, parseTime } from "../../../actors/archive/reader/times.ts";
import { toColumns } from "../../../actors/archive/rows.ts";
import { bookFrame, candle, DAY_US, ofBooks, ofCandles, ofTrades, trade } from "../samples.ts";

Deno.test("CSV: null is empty, a text that needs it is quoted, a flag is true or false", () => {
  const odd = trade(7, DAY_US + 1, { id: 'a,"b"', tsRecv: null, side: null });
  assert.equal(
    csvLines(toColumns(ofTrades([odd])), "iso"),
    `2024-03-05T00:00:00.000001Z,,"a,""b""",,,${odd.price},${odd.amount},\n`,
  );
  const empty = bookFrame(3, 4, { levels: [], seq: 9 });
  assert.equal(
    csvHeader("orderbook"),
    "ts,ts_recv,session,frame,seq,side,price,amount,is_snapshot,derived\n",
  );
  assert.equal(
    csvLines(toColumns(ofBooks([empty])), "us"),
    `${empty.ts},${empty.tsRecv},3,4,9,,,,true,false\n`,
  );
});

Deno.test("JSON lines parse to the rows", () => {
  const rows = [trade(1, DAY_US), trade(2, DAY_US + 5, { id: 'x"\\\n', firstId: 1, lastId: 2 })];
  const parsed = jsonLines(toColumns(ofTrades(rows)), "us", "\n").trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  assert.deepEqual(
    parsed,
    rows.map(({ ts, tsRecv, id, firstId, lastId, price, amount, side }) => (
      { ts, ts_recv: tsRecv, id, first_id: firstId, last_id: lastId, price, amount, side }
    )),
  );
  const [bar] = jsonLines(toColumns(ofCandles([candle(0)])), "us", "\n").split("\n");
  assert.equal(JSON.parse(bar).quote_volume, null);
});

Deno.test("prices are printed so that they are read back as the same double", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (price) => {
    const line = csvLines(toColumns(ofTrades([trade(1, DAY_US, { price })])), "us");
    assert.equal(Number(line.split(",")[5]), price === 0 ? 0 : price);
  }));
});

Deno.test("a time that is printed is read as the same microsecond", () => {
  const print = isoPrinter();
  fc.assert(
    fc.property(fc.integer({ min: -1e15, max: 4e15 }), (us) => assert.equal(parseTime(print(us)), us)),
  );
});

Deno.test("times are read as dates, ISO times and epochs, and nothing else is", () => {
  const at = (text: string) => parseTime(text) - DAY_US;
  assert.equal(at("2024-03-05"), 0);
  assert.equal(at("2024-03-05T01:00"), 3600e6);
  assert.equal(at("2024-03-05 01:00:00.25"), 3600.25e6, "UTC where it has no zone");
  assert.equal(at("2024-03-05T01:00:00.1234567+02:00"), -3600e6 + 123_456);
  assert.deepEqual(["1709596800", "1709596800000", "1709596800000000"].map(at), [0, 0, 0]);
  for (
    const text of [
      "2024",
      "2024-02-30",
      "2024-13-01",
      "05.03.2024",
      "2024-03-05T25:00",
      "yesterday",
      "-5",
      "1e9",
      "",
    ]
  ) {
    assert.throws(() => parseTime(text), /expected a date/, text);
  }
});
