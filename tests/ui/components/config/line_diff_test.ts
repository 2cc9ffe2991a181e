import assert from "node:assert/strict";
import fc from "fast-check";
import { diffLines, hunksOf, merged } from "../../../../ui/components/config/line_diff.js";

const signs = { same: " ", removed: "-", added: "+" };
const written = (before: string, after: string) =>
  diffLines(before, after).map(({ type, text }) => signs[type] + text).join("\n");

/** Few different lines, so that many of them are alike. */
const texts = fc.array(fc.constantFrom("", "a", "b", "c"), { maxLength: 12 }).map((lines) =>
  lines.join("\n")
);

Deno.test("a changed line is taken away and added, and the rest is the same", () => {
  assert.equal(written("a\nb\nc", "a\nB\nc"), " a\n-b\n+B\n c");
});

Deno.test("what is put between and taken out is found where it is", () => {
  assert.equal(written("a\nb\nc\nd", "x\na\nc\nd\ny"), "+x\n a\n-b\n c\n d\n+y");
});

Deno.test("both texts can be read out of what differs, with the numbers of their lines", () => {
  fc.assert(fc.property(texts, texts, (before, after) => {
    const lines = diffLines(before, after);
    const one = lines.filter(({ type }) => type !== "added");
    const other = lines.filter(({ type }) => type !== "removed");
    assert.equal(one.map(({ text }) => text).join("\n"), before);
    assert.equal(other.map(({ text }) => text).join("\n"), after);
    assert.deepEqual(one.map((line) => line.before), one.map((_, n) => n + 1));
    assert.deepEqual(other.map((line) => line.after), other.map((_, n) => n + 1));
  }));
});

Deno.test("texts of many thousand lines that have nothing in common are compared at once", () => {
  const lines = (word: string) => Array.from({ length: 5_000 }, (_, n) => `${word} ${n}`).join("\n");
  assert.equal(diffLines(lines("a"), lines("b")).length, 10_000);
});

Deno.test("only what changed is shown, with three lines around it, and near changes together", () => {
  const before = Array.from({ length: 40 }, (_, n) => `line ${n}`);
  const after = before.with(5, "other").with(11, "other").with(30, "other");
  const hunks = hunksOf(diffLines(before.join("\n"), after.join("\n")));
  assert.deepEqual(hunks.map((lines) => [lines[0].before, lines.at(-1)?.before]), [[3, 15], [28, 34]]);
  assert.deepEqual(hunksOf(diffLines("a", "a")), []);
});

Deno.test("changes of different places are put together", () => {
  const base = "a\nb\nc\nd\ne";
  assert.equal(merged(base, "a\nB\nc\nd\ne", "a\nb\nc\nd\nE\nf"), "a\nB\nc\nd\nE\nf");
});

Deno.test("changes of one place, or side by side, are for a person to put together", () => {
  assert.equal(merged("a\nb\nc", "a\nB\nc", "a\nX\nc"), null);
  assert.equal(merged("a\nb\nc", "a\nB\nc", "a\nb\nC"), null);
});

Deno.test("the same change of both is made once", () => {
  assert.equal(merged("a\nb\nc\nd", "a\nB\nc\nd", "a\nB\nc\nD"), "a\nB\nc\nD");
});

Deno.test("who changed nothing gets what the other one has", () => {
  fc.assert(fc.property(texts, texts, (base, theirs) => {
    assert.equal(merged(base, base, theirs), theirs);
    assert.equal(merged(base, theirs, base), theirs);
    assert.equal(merged(base, theirs, theirs), theirs);
  }));
});
