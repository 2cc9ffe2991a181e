/**
 * What the text of a value becomes when the value does. What stays the same keeps every byte; of what changes, only
 * the part that differs is written anew. Whole lines of comment stay but for those inside of what goes.
 */
import type { Node, Pair, YAMLMap, YAMLSeq } from "yaml";
import { inBrackets, inLines, type Part, type Parts } from "./assemble.ts";
import { afterKey, blockItem, blockPair, inline, inlinePair, type Notation, quoted } from "./emit.ts";
import { type Collection, colonOf, dashesOf, gapsOf, indentOf, isBlank } from "./layout.ts";
import { keyOf, notationOf, restOfLine, spansOf } from "./layout.ts";
import { placings } from "./match.ts";
import { blockEnd, CannotEdit, endOf, isRecord, keysOf, lineEnd, own, pairEnd } from "./source.ts";
import { same, type Source, startOf } from "./source.ts";

export interface Editor extends Source {
  /** What is written for a value that is not in the file yet; `path` leads to it, `current` is in force without. */
  fresh(path: string[], current: unknown, wanted: unknown): unknown;
}

export interface Change {
  /** Keys; `[]` for any place in a list. */
  path: string[];
  /** Defaults filled in. */
  current: unknown;
  wanted: unknown;
  /** What is around is written so. */
  notation: Notation;
}

/** The new text of a node; of one in lines from its first key or dash to the end of its last line. */
export function edited(editor: Editor, node: Node, change: Change): string {
  const { current, wanted, notation } = change;
  const { yaml, text } = editor;
  if (same(current, wanted)) return text.slice(startOf(node), blockEnd(editor, node));
  if (yaml.isMap(node) && isRecord(current) && isRecord(wanted)) {
    return assembled(editor, node, partsOfSection(editor, node, { ...change, current, wanted }));
  }
  if (yaml.isSeq(node) && Array.isArray(current) && Array.isArray(wanted)) {
    return assembled(editor, node, partsOfList(editor, node, { ...change, current, wanted }));
  }
  const isQuoted = yaml.isScalar(node) && /^QUOTE/.test(node.type ?? "");
  return isQuoted && typeof wanted === "string" ? quoted(wanted) : inline(wanted, notation);
}

type SectionChange = Change & { current: Record<string, unknown>; wanted: Record<string, unknown> };

function partsOfSection(editor: Editor, node: YAMLMap, change: SectionChange): Parts {
  const { path, current, wanted } = change;
  const notation = notationOf(editor, node, change.notation);
  const written = node.items.map((pair) => keyOf(editor, pair));
  const parts = node.items.map((pair, i): Part => {
    const [was, will] = [own(current, written[i]), own(wanted, written[i])];
    if (will === undefined) return { text: null, followers: [] };
    const step = { path: [...path, written[i]], current: was, wanted: will, notation };
    return { text: (node.flow ? pairInBrackets : pairInLines)(editor, pair, step), followers: [] };
  });
  const added = keysOf(current, wanted).filter((key) => !written.includes(key)).flatMap((key) => {
    const [was, will] = [own(current, key), own(wanted, key)];
    if (will === undefined || same(was, will)) return [];
    return newPair(editor, node, key, editor.fresh([...path, key], was, will), notation);
  });
  parts.at(-1)?.followers.push(...added);
  return { first: parts.length === 0 ? added : [], parts };
}

function newPair(editor: Editor, node: YAMLMap, key: string, value: unknown, notation: Notation): string {
  if (node.flow) return inlinePair(key, value, notation);
  return blockPair(key, value, indentOf(editor, node), editor.eol);
}

type ListChange = Change & { current: unknown[]; wanted: unknown[] };

function partsOfList(editor: Editor, node: YAMLSeq, change: ListChange): Parts {
  const { current, wanted } = change;
  if (current.length !== node.items.length) throw new CannotEdit("a list is written in an unusual way");
  const path = [...change.path, "[]"];
  const notation = notationOf(editor, node, change.notation);
  const dashes = node.flow ? [] : dashesOf(editor, node);
  const parts = current.map((): Part => ({ text: null, followers: [] }));
  const first: string[] = [];
  let followers = first;
  for (const { place, origin, stays } of placings(current, wanted)) {
    const text = origin === null
      ? newItem(editor, node, editor.fresh(path, undefined, wanted[place]), notation)
      : item(editor, node.items[origin], dashes[origin], {
        path,
        current: current[origin],
        wanted: wanted[place],
        notation,
      });
    if (stays) {
      parts[origin!].text = text;
      followers = parts[origin!].followers;
    } else followers.push(text);
  }
  return { first, parts };
}

function newItem(editor: Editor, node: YAMLSeq, value: unknown, notation: Notation): string {
  return node.flow ? inline(value, notation) : blockItem(value, indentOf(editor, node), editor.eol);
}

/** @param dash Where its dash is, in a list in lines. */
function item(editor: Editor, node: unknown, dash: number | undefined, change: Change): string {
  if (!editor.yaml.isNode(node)) throw new CannotEdit("a list has a key among its items");
  const text = edited(editor, node, change);
  if (dash === undefined) return text;
  return editor.text.slice(dash, startOf(node)) + text + restOfLine(editor, node);
}

function pairInBrackets(editor: Editor, pair: Pair, change: Change): string {
  const from = startOf(pair.key as Node);
  if (same(change.current, change.wanted)) return editor.text.slice(from, pairEnd(editor, pair));
  if (!editor.yaml.isNode(pair.value)) return inlinePair(keyOf(editor, pair), change.wanted, change.notation);
  return editor.text.slice(from, startOf(pair.value)) + edited(editor, pair.value, change);
}

function pairInLines(editor: Editor, pair: Pair, change: Change): string {
  const { text, yaml } = editor;
  const from = startOf(pair.key as Node);
  const end = pairEnd(editor, pair);
  if (same(change.current, change.wanted)) return text.slice(from, lineEnd(editor, end));
  const value = pair.value as Node | null;
  if (value === null || isBlank(editor, value)) return filledPair(editor, pair, end, change);
  const isEmptied = yaml.isCollection(value) && !value.flow && isEmpty(change.wanted);
  if (isEmptied) return emptiedPair(editor, pair, value, change);
  return text.slice(from, startOf(value)) + edited(editor, value, change) + restOfLine(editor, value);
}

/** Nothing was there: what comes is written in lines. */
function filledPair(editor: Editor, pair: Pair, end: number, { path, current, wanted }: Change): string {
  const key = pair.key as Node;
  const colon = colonOf(editor, pair);
  const value = pair.value as Node | null;
  const isSaid = value !== null && startOf(value) < end;
  const added = afterKey(editor.fresh(path, current, wanted), indentOf(editor, key), editor.eol);
  const head = editor.text.slice(startOf(key), colon);
  const rest = editor.text.slice(isSaid ? end : colon, lineEnd(editor, colon));
  return added.startsWith(editor.eol) ? head + rest + added : head + added + rest;
}

/** All goes: brackets say so, and the comments stay below. */
function emptiedPair(editor: Editor, pair: Pair, value: Node, change: Change): string {
  const colon = colonOf(editor, pair);
  const left = edited(editor, value, change);
  const head = editor.text.slice(startOf(pair.key as Node), colon) +
    (Array.isArray(change.wanted) ? " []" : " {}");
  const below = left === "" ? "" : editor.eol + " ".repeat(indentOf(editor, value)) + left;
  return head + editor.text.slice(colon, startOf(value)).trimEnd() + below;
}

function assembled(editor: Editor, node: Collection, parts: Parts): string {
  const { yaml, text, eol } = editor;
  const gaps = gapsOf(editor, node);
  if (!node.flow) return inLines(parts, gaps, indentOf(editor, node), eol);
  const spans = spansOf(editor, node);
  if (spans.length === 0) {
    return yaml.isMap(node) ? inBrackets(parts, [], "{ ", " }") : inBrackets(parts, [], "[", "]");
  }
  const [opened, closed] = [spans[0][0], spans.at(-1)![1]];
  return inBrackets(parts, gaps, text.slice(startOf(node), opened), text.slice(closed, endOf(editor, node)));
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every((inner) => inner === undefined);
}
