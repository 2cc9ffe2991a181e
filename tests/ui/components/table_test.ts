import assert from "node:assert/strict";
import { sortRows } from "../../../ui/components/table.js";

interface Row {
  name: string;
  rows: number | null;
}

const COLUMNS = [
  { name: "name", label: "Name", cell: (row: Row) => row.name },
  { name: "rows", label: "Rows", cell: (row: Row) => row.rows, sort: (row: Row) => row.rows },
];
const ROWS: Row[] = [{ name: "a", rows: 2 }, { name: "b", rows: null }, { name: "c", rows: 10 }];

const sorted = (order: string) => sortRows(ROWS, COLUMNS, order).map(({ name }) => name).join("");

Deno.test("a table sorts by a column either way, and what has no value comes last", () => {
  assert.equal(sorted("rows"), "acb");
  assert.equal(sorted("-rows"), "cab");
});

Deno.test("an order by what is no column, or does not sort, leaves the rows as they are", () => {
  assert.equal(sorted(""), "abc");
  assert.equal(sorted("-name"), "abc");
  assert.equal(sorted("size"), "abc");
});
