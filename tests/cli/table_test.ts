import assert from "node:assert/strict";
import { type Column, tableText } from "../../cli/table.ts";
import { clip, shownSafely, widthOf } from "../../cli/text_width.ts";

interface Row {
  name: string;
  rows: number;
  note: string;
}
const COLUMNS: Column<Row>[] = [
  { name: "name", text: ({ name }) => name, tint: ({ rows }) => rows === 0 ? "bad" : null },
  { name: "rows", isNumber: true, text: ({ rows }) => rows.toLocaleString("en-US") },
  { name: "note", text: ({ note }) => note, goes: 1 },
];
const ROWS: Row[] = [{ name: "BTC/USDT", rows: 1_234_567, note: "fine" }, { name: "A", rows: 0, note: "" }];
const lines = (rows: Row[], columns: number | null = null, colour = false) =>
  tableText(COLUMNS, rows, { columns, colour }).split("\n");

Deno.test("a table is aligned, numbers to the right, with no blanks at the end of a line", () => {
  assert.deepEqual(lines(ROWS), [
    "name           rows  note",
    "BTC/USDT  1,234,567  fine",
    "A                 0",
    "",
  ]);
});

Deno.test("a narrow terminal loses columns that may go, then the widest is clipped", () => {
  assert.deepEqual(lines(ROWS, 22), [
    "name           rows",
    "BTC/USDT  1,234,567",
    "A                 0",
    "",
  ]);
  const long = [{ ...ROWS[0], name: "A very long name of a pair" }];
  assert.deepEqual(lines(long, 22), ["name              rows", "A very lon…  1,234,567", ""]);
});

Deno.test("names in wide letters take two cells each, and accents none", () => {
  assert.equal(widthOf("币安人生/USDT"), 13);
  assert.equal(widthOf("e\u0301"), 1);
  assert.equal(widthOf("🚀"), 2);
  const [head, wide, narrow] = lines([{ name: "币安/USDT", rows: 1, note: "x" }, {
    name: "BTC/USDT",
    rows: 2,
    note: "y",
  }]);
  assert.equal(head.indexOf("note"), 17);
  assert.equal(widthOf(wide.slice(0, wide.indexOf("x"))), narrow.indexOf("y"));
  assert.equal(clip("币安人生", 5), "币安…");
});

Deno.test("a name cannot move the cursor, colour the screen or turn the line", () => {
  const evil = "A\x1b[2J\r\n\u202eB\u0007";
  assert.equal(shownSafely(evil), "A\ufffd[2J\ufffd\ufffd\ufffdB\ufffd");
  const text = tableText(COLUMNS, [{ ...ROWS[0], name: evil }], { columns: 80, colour: false });
  for (const char of ["\x1b", "\r", "\u202e"]) assert.ok(!text.includes(char));
});

Deno.test("colour is only there where it is wanted, and does not count as width", () => {
  const plain = lines(ROWS, 80);
  const coloured = lines(ROWS, 80, true);
  // deno-lint-ignore no-control-regex
  assert.deepEqual(coloured.map((line) => line.replace(/\x1b\[\d+m/g, "").trimEnd()), plain);
  // deno-lint-ignore no-control-regex
  assert.match(coloured[2], /^\x1b\[31mA +\x1b\[39m/);
  assert.ok(!plain.join("").includes("\x1b"));
});
