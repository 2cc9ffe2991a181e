/** Where the parts of a section or list stand in the text. */
import type { Node, Pair, YAMLMap, YAMLSeq } from "yaml";
import type { Notation } from "./emit.ts";
import { blockEnd, CannotEdit, columnOf, endOf, lineEnd, pairEnd, type Source, startOf } from "./source.ts";

export type Collection = YAMLMap | YAMLSeq;

/** From where to where each part goes: in lines from its key or dash to the end of its last line. */
export function spansOf(source: Source, node: Collection): Array<[from: number, to: number]> {
  const end = node.flow ? (offset: number) => offset : (offset: number) => lineEnd(source, offset);
  const dashes = source.yaml.isSeq(node) && !node.flow ? dashesOf(source, node) : [];
  return node.items.map((each, i) =>
    source.yaml.isPair(each)
      ? [startOf(each.key as Node), end(pairEnd(source, each as Pair))]
      : [dashes[i] ?? startOf(each as Node), end(blockEnd(source, each as Node))]
  );
}

/** What stands between one part and the next. */
export function gapsOf(source: Source, node: Collection): string[] {
  const spans = spansOf(source, node);
  const gaps = spans.slice(1).map(([from], i) => source.text.slice(spans[i][1], from));
  if (!node.flow && !gaps.every(isUsual)) throw new CannotEdit("a section is written in an unusual way");
  return gaps;
}

/** Between two lines of a section there are comments and empty lines; a mark of another kind is not for us. */
function isUsual(gap: string): boolean {
  return gap.split("\n").slice(1).every((line) => /^\s*(#[^]*)?$/.test(line));
}

/** Of a list in lines. */
export function dashesOf(source: Source, node: YAMLSeq): number[] {
  return node.items.map((_, i) =>
    i === 0 ? startOf(node) : dashAfter(source, blockEnd(source, node.items[i - 1] as Node))
  );
}

function dashAfter(source: Source, offset: number): number {
  const { text } = source;
  for (let at = text.indexOf("\n", offset) + 1; at > 0; at = text.indexOf("\n", at) + 1) {
    const line = text.slice(at, lineEnd(source, at));
    if (/^\s*-/.test(line)) return at + line.indexOf("-");
  }
  throw new CannotEdit("a list is written in an unusual way");
}

/** Behind a key's colon. */
export function colonOf(source: Source, pair: Pair): number {
  const keyEnd = endOf(source, pair.key as Node);
  const colon = source.text.indexOf(":", keyEnd) + 1;
  if (/^\s*:$/.test(source.text.slice(keyEnd, colon))) return colon;
  throw new CannotEdit(`the key ${keyOf(source, pair)} is written in an unusual way`);
}

export function keyOf({ yaml }: Source, pair: Pair): string {
  if (yaml.isScalar(pair.key)) return String(pair.key.value);
  throw new CannotEdit("a key is written in an unusual way");
}

/** Comments behind a value in its line. */
export function restOfLine(source: Source, node: Node): string {
  const end = blockEnd(source, node);
  return source.text.slice(end, lineEnd(source, end));
}

/** Nothing, or brackets with nothing in them. */
export function isBlank({ yaml, text, eol }: Source, node: Node): boolean {
  if (yaml.isScalar(node)) return node.value === null;
  return yaml.isCollection(node) && node.items.length === 0 &&
    !text.slice(startOf(node), endOf({ yaml, text, eol }, node)).includes("#");
}

/** How a part that is added to `node` is written; `around` is what is around it. */
export function notationOf({ yaml }: Source, node: Collection, around: Notation): Notation {
  if (!node.flow) return "yaml";
  if (node.items.length === 0) return around;
  const named = node.items.map((each) => yaml.isPair(each) ? each.key : each);
  const isJson = named.every((each) => !yaml.isScalar(each) || each.type === "QUOTE_DOUBLE");
  return isJson && (yaml.isMap(node) || around === "json") ? "json" : "yaml";
}

export const indentOf = (source: Source, node: Node): number => columnOf(source, startOf(node));
