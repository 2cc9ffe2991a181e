/** A config's text as it may be shown: with masks in the place of secrets, and else as it is. */
import { createRedactor } from "../../../actors/control/redact.ts";
import { maskSecrets, SECRET_MASK, secretsIn } from "../../../schemas/secrets.ts";
import { openTree } from "../document.ts";
import { same } from "../edit/source.ts";
import { valueOf } from "../value.ts";
import { commentMasker, commentsOf, masksFor, replaced, secretSettingIn } from "./secret_spots.ts";

/** What masks stand for. */
export interface Stored {
  /** The file. */
  text: string;
  /** What it says; where it cannot be read, what is in force. */
  value: unknown;
  /** Secrets that are not to be seen whatever the file says. */
  secrets: string[];
}

/**
 * Lines end with `\n`, and there is no byte-order mark. Of a text that cannot be read as YAML more is masked than need
 * be, rather than less.
 */
export async function maskedText({ text, secrets }: Pick<Stored, "text" | "secrets">): Promise<string> {
  const plain = plainText(text);
  const value = readable(plain);
  const tree = await openTree(plain);
  if (value === undefined || tree.document.errors.length > 0) return roughlyMasked(plain, secrets);
  const mask = commentMasker([...secrets, ...secretsIn(value)]);
  const comments = commentsOf(tree).map((each) => ({ ...each, text: mask(each.text) }));
  const masked = replaced(plain, [...masksFor(tree), ...comments]);
  return same(readable(masked), maskSecrets(value)) ? masked : roughlyMasked(plain, secrets);
}

export function plainText(text: string): string {
  return text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
}

/** undefined: it cannot be read. */
export function readable(text: string): unknown {
  try {
    return valueOf(text);
  } catch {
    return undefined;
  }
}

/** By lines alone: what is behind a secret's key, and what is further in below it. */
function roughlyMasked(text: string, secrets: string[]): string {
  const redact = createRedactor(() => secrets);
  let column = Infinity;
  const lines = text.split("\n").map((line) => {
    const indent = line.search(/\S/);
    if (indent > column) return `${" ".repeat(indent)}"${SECRET_MASK}"`;
    if (indent >= 0) column = Infinity;
    const setting = secretSettingIn(line) ?? secretSectionIn(line);
    if (setting === null) return redact(maskSecrets(line));
    column = setting.column;
    return setting.head + (setting.value === "" ? "" : `"${SECRET_MASK}"`);
  });
  return lines.join("\n");
}

/** A secret's key whose value is in the lines below. */
function secretSectionIn(line: string): ReturnType<typeof secretSettingIn> {
  const found = secretSettingIn(`${line.trimEnd()} ?`);
  return found?.value === "?" ? { ...found, head: line, value: "" } : null;
}
