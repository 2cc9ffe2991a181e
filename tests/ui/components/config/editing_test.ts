import assert from "node:assert/strict";
import fc from "fast-check";
import { brokenLine, indented, offsetOf, outdented } from "../../../../ui/components/config/indent.js";
import {
  changesInShort,
  errorsInShort,
  touchesSecret,
} from "../../../../ui/components/config/verdict_words.js";
import { partsOf } from "../../../../ui/components/config/yaml_parts.js";
import { changesOf } from "../../../../cli/config/changes.ts";
import { parseConfig } from "../../../../schemas/config.ts";

type Edit = typeof indented;

/** `|` in the text is where the mark begins and ends. */
function edited(edit: Edit, marked: string): string {
  const [head, middle = "", ...rest] = marked.split("|");
  const tail = rest.length > 0 ? rest[0] : "";
  const [text, start, end] = rest.length > 0
    ? [head + middle + tail, head.length, head.length + middle.length]
    : [head + middle, head.length, head.length];
  const change = edit(text, start, end);
  const next = text.slice(0, change.from) + change.text + text.slice(change.to);
  const marks = [...new Set([change.start, change.end])].sort((a, b) => b - a);
  return marks.reduce((shown, at) => `${shown.slice(0, at)}|${shown.slice(at)}`, next);
}

Deno.test("Tab puts two spaces where the caret is, and moves marked lines in", () => {
  assert.equal(edited(indented, "a:\n|b"), "a:\n  |b");
  assert.equal(edited(indented, "a|a:\n\nb|: 1\nc"), "  a|a:\n\n  b|: 1\nc");
  assert.equal(edited(indented, "|a\nb\n|c"), "  |a\n  b\n|c");
});

Deno.test("Shift and Tab move lines out, as far as they can go", () => {
  assert.equal(edited(outdented, "a:\n  b|"), "a:\nb|");
  assert.equal(edited(outdented, "  |a\n b\nc|"), "|a\nb\nc|");
  assert.equal(edited(outdented, " |"), "|");
});

Deno.test("Enter begins the next line where this one begins", () => {
  assert.equal(edited(brokenLine, "a:\n  - b|"), "a:\n  - b\n  |");
  assert.equal(edited(brokenLine, "  |"), "  \n  |");
});

Deno.test("a line and column are a place in the text, which a short text does not run out of", () => {
  assert.equal(offsetOf("ab\ncd", 2, 2), 4);
  assert.equal(offsetOf("ab\ncd", 1, 99), 2);
  assert.equal(offsetOf("ab\ncd", 9, 1), 5);
});

const types = (line: string) =>
  partsOf(line).filter(({ text }) => text.trim() !== "").map(({ type, text }) => `${type} ${text.trim()}`);

Deno.test("a line's keys, texts, figures, secrets and comments are told apart", () => {
  assert.deepEqual(types('  ui_auth_token: "********"  # mine'), [
    "key ui_auth_token",
    "sign :",
    'secret "********"',
    "comment # mine",
  ]);
  assert.deepEqual(types("- { exchange: okx, pairs: [BTC/USDT:USDT], span: 60, raw: true }"), [
    ...["sign -", "sign {", "key exchange", "sign :", "plain okx", "sign ,", "key pairs", "sign :", "sign ["],
    ...["plain BTC/USDT:USDT", "sign ]", "sign ,", "key span", "sign :", "figure 60", "sign ,", "key raw"],
    ...["sign :", "figure true", "sign }"],
  ]);
  assert.deepEqual(types("endpoint: http://127.0.0.1:8080/#a"), [
    ...["key endpoint", "sign :", "plain http://127.0.0.1:8080/#a"],
  ]);
});

Deno.test("the parts of a line are the line, whatever stands in it", () => {
  fc.assert(fc.property(fc.string(), (line) => {
    assert.equal(partsOf(line).map(({ text }) => text).join(""), line);
  }));
});

Deno.test("what a text changes is said in short, and as the recorder says it", () => {
  const changes = ["starts binance BTC/USDT trades", "starts okx BTC/USDT trades", "stops kraken X/Y trades"];
  assert.equal(changesInShort(changes), "starts 2 series, stops 1 series");
  assert.equal(changesInShort([...changes, "and 40 more"]), "starts 2 series, stops 1 series, and more");
  assert.equal(changesInShort([]), "");
});

Deno.test("a change of a secret is known by the recorder's words for it", () => {
  const config = (settings: Record<string, unknown>) => {
    const parsed = parseConfig({
      stream_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"] }],
      settings,
    });
    assert.ok(parsed.ok);
    return parsed.config;
  };
  const [none, one, other] = [{}, { ui_auth_token: "a".repeat(40) }, { ui_auth_token: "b".repeat(40) }].map(
    config,
  );
  assert.ok(touchesSecret(changesOf(none, one)));
  assert.ok(touchesSecret(changesOf(one, other)));
  assert.ok(touchesSecret(changesOf(one, none)));
  assert.ok(!touchesSecret(changesOf(none, config({ ui_port: 9_000 }))));
});

Deno.test("errors in short count them and name the first line", () => {
  const error = { line: 4, column: 1, path: "a", message: "no" };
  assert.equal(errorsInShort([{ ...error, line: null }, error]), "2 things to correct, the first in line 4");
  assert.equal(errorsInShort([{ ...error, line: null }]), "1 thing to correct");
});
