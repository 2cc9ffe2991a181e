import assert from "node:assert/strict";
import fc from "fast-check";
import { at, double, microsOfDecimal, microsOfIso } from "../../../actors/venue/exchanges/fields.ts";

Deno.test("decimal times keep their microseconds, which doubles of ms do not", () => {
  assert.equal(microsOfDecimal("1619093543708.2642", 1_000), 1619093543708264);
  assert.equal(microsOfDecimal("1619093546958.116", 1_000), 1619093546958116);
  assert.equal(microsOfDecimal(1616663618.1234, 1_000_000), 1616663618123400);
  assert.equal(microsOfDecimal("1616663618", 1_000_000), 1616663618000000);
  for (const wrong of [undefined, null, "", "x", "-1", "1e12", {}]) {
    assert.ok(Number.isNaN(microsOfDecimal(wrong, 1_000)));
  }
});

Deno.test("ISO times keep their microseconds and their zone", () => {
  assert.equal(microsOfIso("2021-04-17T16:43:30.244075Z"), 1618677810244075);
  assert.equal(microsOfIso("2021-04-17T16:43:30.2440759Z"), 1618677810244075);
  assert.equal(microsOfIso("2021-04-17T18:43:30+02:00"), 1618677810000000);
  assert.ok(Number.isNaN(microsOfIso("2021-04-17")));
  assert.ok(Number.isNaN(microsOfIso(undefined)));
});

Deno.test("every microsecond written as ISO text is read back", () => {
  const second = fc.integer({ min: 0, max: 4_000_000_000 });
  fc.assert(fc.property(second, fc.integer({ min: 0, max: 999_999 }), (seconds, micros) => {
    const text = new Date(seconds * 1000).toISOString().replace(
      /\.\d+Z/,
      `.${`${micros}`.padStart(6, "0")}Z`,
    );
    assert.equal(microsOfIso(text), seconds * 1_000_000 + micros);
  }));
});

Deno.test("a number is the double nearest to its text; what is no number is NaN", () => {
  assert.equal(double("0.35210000"), 0.3521);
  assert.equal(double(7), 7);
  for (const wrong of [undefined, null, "", " ", "x", {}, true]) assert.ok(Number.isNaN(double(wrong)));
});

Deno.test("a path that leads nowhere gives undefined", () => {
  assert.equal(at({ a: [{ b: 1 }] }, "a", 0, "b"), 1);
  assert.equal(at({ a: null }, "a", "b"), undefined);
  assert.equal(at("text", "length"), undefined);
});
