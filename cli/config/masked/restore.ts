/** The opposite of masking: a text that was shown, and perhaps changed, gets the secrets back that its masks stand for. */
import { restoreSecrets, SECRET_MASK, secretsIn } from "../../../schemas/secrets.ts";
import { openTree, type Tree } from "../document.ts";
import { inline } from "../edit/emit.ts";
import { same } from "../edit/source.ts";
import { Unfit } from "../refused.ts";
import { valueOf } from "../value.ts";
import { plainText, readable, type Stored } from "./mask.ts";
import { commentMasker, commentsOf, extentOf, replaced, type Replacement, valuesOf } from "./secret_spots.ts";

/** How secrets are written: so that no line moves, or as they are in the file. */
export type Form = "in-a-line" | "as-stored";

/**
 * Throws {@linkcode Unfit} where a mask stands for nothing that is stored, and a {@linkcode YamlError} where the text
 * is no YAML.
 *
 * @param given Its lines end with `\n`.
 */
export async function restoredText(given: string, stored: Stored, form: Form): Promise<string> {
  const shown = valueOf(given);
  if (!given.includes(SECRET_MASK)) return given;
  const wanted = restoredValue(shown, stored.value);
  const trees = { given: await openTree(given), stored: await openTree(plainText(stored.text)) };
  const comments = commentsBack(trees, stored);
  for (const written of [writtenIn(trees.stored, form), new Map<string, string>()]) {
    const text = replaced(given, [...secretsBack(trees.given, wanted, written), ...comments]);
    if (same(readable(text), wanted)) return text;
  }
  throw new Unfit("Cannot put the stored secrets back: a mask is written in an unusual way", [{
    ...{ line: null, column: null, path: "" },
    message: `write each ${SECRET_MASK} in quotes, as it was shown, or the secret itself`,
  }]);
}

function restoredValue(shown: unknown, stored: unknown): unknown {
  try {
    return restoreSecrets(shown, stored);
  } catch (error) {
    const { message } = error as Error;
    const path = message.slice(0, message.search(/ (is|has) \*/));
    throw new Unfit(message, [{ line: null, column: null, path, message }]);
  }
}

function secretsBack(tree: Tree, wanted: unknown, written: Map<string, string>): Replacement[] {
  return [...valuesOf(tree)].flatMap(({ keys, node }) => {
    if (!tree.yaml.isScalar(node) || !String(node.value).includes(SECRET_MASK)) return [];
    const secret = valueAt(wanted, keys);
    return [{ ...extentOf(tree, node), text: written.get(JSON.stringify(secret)) ?? inline(secret, "json") }];
  });
}

const valueAt = (root: unknown, keys: string[]) =>
  keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);

/** By value, as JSON, how the file writes it. */
function writtenIn(tree: Tree, form: Form): Map<string, string> {
  if (tree.document.errors.length > 0) return new Map();
  const all = [...valuesOf(tree)].flatMap(({ node }): Array<[string, string]> => {
    const { from, to } = extentOf(tree, node);
    const text = tree.text.slice(from, to);
    const isFit = form === "as-stored" || !text.includes("\n");
    return isFit && !tree.yaml.isAlias(node) ? [[JSON.stringify(node.toJS(tree.document)), text]] : [];
  });
  return new Map(all);
}

/** Comments that are as they were shown become what they were. */
function commentsBack(trees: { given: Tree; stored: Tree }, { value, secrets }: Stored): Replacement[] {
  const mask = commentMasker([...secrets, ...secretsIn(value)]);
  const byShown = Map.groupBy(commentsOf(trees.stored).map(({ text }) => text), mask);
  return commentsOf(trees.given).flatMap((comment) => {
    const meant = new Set(byShown.get(comment.text));
    return comment.text.includes(SECRET_MASK) && meant.size === 1
      ? [{ ...comment, text: [...meant][0] }]
      : [];
  });
}
