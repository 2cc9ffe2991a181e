/** The text that is edited, and how it is written. */
import type { Node, Pair } from "yaml";
import type { Yaml } from "../document.ts";

export interface Source {
  yaml: Yaml;
  text: string;
  /** How its lines end. */
  eol: string;
}

/** The text is written in a way that is not edited here; the message says why. */
export class CannotEdit extends Error {}

export const startOf = (node: Node): number => node.range![0];

/** Of what stands in one place: a scalar, an alias, a list or section in brackets. Without comments after it. */
export function endOf({ text }: Source, node: Node): number {
  let end = node.range![1];
  while (end > startOf(node) && /[\r\n]/.test(text[end - 1])) end--; // of a block of text
  return end;
}

/** Where the line ends that `offset` is in; its line break is behind. */
export function lineEnd({ text }: Source, offset: number): number {
  const newline = text.indexOf("\n", offset);
  if (newline < 0) return text.length;
  return text[newline - 1] === "\r" && newline > offset ? newline - 1 : newline;
}

/** How far `offset` is from the start of its line. */
export function columnOf({ text }: Source, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** Where what a pair says ends: with its value, or with its key where it has none. */
export function pairEnd(source: Source, pair: Pair): number {
  return source.yaml.isNode(pair.value) ? blockEnd(source, pair.value) : endOf(source, pair.key as Node);
}

/** Where the last thing in `node` ends; of a section or list in lines: with its last line, comment included. */
export function blockEnd(source: Source, node: Node): number {
  const { isCollection, isMap, isPair } = source.yaml;
  if (!isCollection(node) || node.flow || node.items.length === 0) return endOf(source, node);
  const last: unknown = node.items.at(-1);
  const end = isMap(node) || isPair(last) ? pairEnd(source, last as Pair) : blockEnd(source, last as Node);
  return lineEnd(source, end);
}

/** By value; a key without one is as good as absent. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b || (a !== a && b !== b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length &&
      a.every((each, i) => same(each, b[i]));
  }
  return keysOf(a, b).every((key) => same(own(a, key), own(b, key)));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function keysOf(...records: object[]): string[] {
  return [...new Set(records.flatMap((each) => Object.keys(each)))];
}

export function own(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined;
}
