/**
 * A config's text as a tree whose nodes know where they stand: for edits and for errors alone, since its parser
 * takes longer to load (100 ms) than the whole program to start.
 */
import type { Document, Node } from "yaml";

export type Yaml = typeof import("yaml");

export interface Tree {
  yaml: Yaml;
  text: string;
  document: Document.Parsed;
}

export async function openTree(text: string): Promise<Tree> {
  const yaml = await import("yaml");
  return { yaml, text, document: yaml.parseDocument(text) };
}

/** Both count from 1. */
export interface Spot {
  line: number;
  column: number;
}

export function spotOf(text: string, offset: number): Spot {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** Where the key or list item stands that `keys` lead to, or the last of them that there is; null: none is. */
export function spotOfKeys({ yaml, text, document }: Tree, keys: PropertyKey[]): Spot | null {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of keys) {
    if (yaml.isAlias(node)) node = node.resolve(document);
    if (yaml.isMap(node)) {
      const pair = node.items.find((each) =>
        yaml.isScalar(each.key) && String(each.key.value) === String(key)
      );
      if (!pair) break;
      offset = (pair.key as Node).range?.[0];
      node = pair.value;
    } else if (yaml.isSeq(node) && yaml.isNode(node.items[Number(key)])) {
      node = node.items[Number(key)];
      offset = (node as Node).range?.[0] ?? offset;
    } else break;
  }
  return offset === undefined ? null : spotOf(text, offset);
}
