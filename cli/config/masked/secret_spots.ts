/** Where secrets stand in a config's text: as values, and in comments. */
import type { Node } from "yaml";
import { createRedactor } from "../../../actors/control/redact.ts";
import { isSecret, maskedAt, maskSecrets, SECRET_MASK } from "../../../schemas/secrets.ts";
import type { Tree } from "../document.ts";
import { quoted } from "../edit/emit.ts";
import { endOf, startOf } from "../edit/source.ts";

/** A part of a text, and what is to stand there. */
export interface Replacement {
  from: number;
  to: number;
  text: string;
}

export function replaced(text: string, replacements: Replacement[]): string {
  let [done, at] = ["", 0];
  for (const { from, to, text: next } of replacements.toSorted((a, b) => a.from - b.from)) {
    if (from < at) continue; // within what was replaced already
    done += text.slice(at, from) + next;
    at = to;
  }
  return done + text.slice(at);
}

/** A value with the keys that lead to it. */
export interface Valued {
  keys: string[];
  node: Node;
}

/** Every value, a section before what is in it; `isWhole` ends the way down. What an alias stands for is not told again. */
export function* valuesOf(
  { yaml, document }: Tree,
  isWhole: (value: Valued) => boolean = () => false,
): Generator<Valued> {
  function* below(node: unknown, keys: string[]): Generator<Valued> {
    if (!yaml.isNode(node)) return;
    yield { keys, node };
    if (isWhole({ keys, node })) return;
    if (yaml.isMap(node)) {
      for (const { key, value } of node.items) {
        yield* below(value, [...keys, yaml.isScalar(key) ? String(key.value) : ""]);
      }
    } else if (yaml.isSeq(node)) {
      for (const [i, item] of node.items.entries()) yield* below(item, [...keys, `${i}`]);
    }
  }
  yield* below(document.contents, []);
}

/** The masks that stand in the place of secrets, as the config itself is shown with. */
export function masksFor(tree: Tree): Replacement[] {
  const { yaml } = tree;
  const isAtSecret = ({ keys }: Valued) => keys.length > 0 && isSecret(keys.at(-1)!);
  const masks: Replacement[] = [];
  for (const value of valuesOf(tree, isAtSecret)) {
    const shown = shownOf(yaml.isScalar(value.node) ? value.node.value : {}, isAtSecret(value));
    if (shown !== null) masks.push({ ...extentOf(tree, value.node), text: quoted(shown) });
  }
  return masks;
}

/** What is shown of a value that is, or has in it, a secret; null: it is as it is. */
function shownOf(value: unknown, isAtSecret: boolean): string | null {
  if (isAtSecret) return maskedAt("secret", value) === value ? null : SECRET_MASK;
  if (typeof value !== "string") return null;
  const shown = maskSecrets(value);
  return shown === value ? null : shown;
}

export function extentOf({ yaml, text }: Tree, node: Node): { from: number; to: number } {
  return { from: startOf(node), to: endOf({ yaml, text, eol: "\n" }, node) };
}

/** Comments from their `#` to the end of their line; also of a text that is no YAML. */
export function commentsOf({ yaml, text }: Tree): Replacement[] {
  const comments: Replacement[] = [];
  let at = 0;
  let before = "";
  for (const lexeme of new yaml.Lexer().lex(text)) {
    if (!SIGNS.includes(lexeme)) {
      const to = at + lexeme.length;
      if (lexeme.startsWith("#") && before !== SCALAR_NEXT) comments.push({ from: at, to, text: lexeme });
      at = to;
    }
    before = lexeme;
  }
  return comments;
}

/** The lexer's own signs, which are no part of the text. */
const SCALAR_NEXT = "\x1f";
const SIGNS = ["\x02", "\x18", SCALAR_NEXT];

/** Gives what masks secrets in a comment: these, and what a setting that was commented out says of one. */
export function commentMasker(secrets: string[]): (comment: string) => string {
  const redact = createRedactor(() => secrets);
  return (comment) => {
    const setting = secretSettingIn(comment);
    const isExample = setting === null || /\.\.\.|…/.test(setting.value);
    return redact(isExample ? comment : setting.head + SECRET_MASK);
  };
}

const KEY = /(?<![\w.-])([\w.-]+)["']?\s*:(?:\s+|$)/g;

/** The first key of a line that is a secret's, with what is before its value, and the value to the end of the line. */
export function secretSettingIn(line: string): { head: string; value: string; column: number } | null {
  for (const { index, 0: whole, 1: key } of line.matchAll(KEY)) {
    const head = line.slice(0, index + whole.length);
    const value = line.slice(head.length);
    if (isSecret(key) && !/^(null|~)?\s*(#.*)?$/.test(value)) return { head, value, column: index };
  }
  return null;
}
