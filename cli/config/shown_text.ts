/** The config file as a text that people see and change: masks in the place of its secrets, and all else as it is. */
import { openTree, spotOfKeys } from "./document.ts";
import { maskedText, plainText, type Stored } from "./masked/mask.ts";
import { restoredText } from "./masked/restore.ts";
import { Refused, Unfit } from "./refused.ts";
import type { ConfigInForce } from "./settings.ts";
import { versionOf } from "./text.ts";
import { syntaxErrors, type Wrong } from "./wrong.ts";
import { YamlError } from "./yaml.ts";

export type CheckedText =
  | { ok: true; next: ConfigInForce }
  /** In the order of the lines. */
  | { ok: false; wrongs: Wrong[] };

export interface ShownTextParts {
  /** What the file has now. Throws {@linkcode Refused}. */
  text(): Promise<string>;
  storedIn(text: string): Stored;
  /** What holds with a file of this text. Throws {@linkcode Refused}. */
  check(text: string): Promise<ConfigInForce>;
}

export function createShownText({ text, storedIn, check }: ShownTextParts) {
  async function next(given: string): Promise<ConfigInForce> {
    return await check(await restoredText(given, storedIn(await text()), "in-a-line"));
  }
  return {
    async text() {
      const now = await text();
      return { text: await maskedText(storedIn(now)), version: await versionOf(now) };
    },
    async checkText(given: string): Promise<CheckedText> {
      const plain = plainText(given);
      try {
        return { ok: true, next: await next(plain) };
      } catch (error) {
        return { ok: false, wrongs: await wrongsOf(error, plain) };
      }
    },
  };
}

async function wrongsOf(error: unknown, text: string): Promise<Wrong[]> {
  if (error instanceof YamlError) return await syntaxErrors(text, error);
  if (error instanceof Unfit) return await spotted(error.wrongs, text);
  if (!(error instanceof Refused)) throw error;
  return [{ line: null, column: null, path: "", message: error.message }];
}

/** Those that name a key and no line get the key's, where the text has it. */
async function spotted(wrongs: Wrong[], text: string): Promise<Wrong[]> {
  if (wrongs.every(({ line, path }) => line !== null || path === "")) return wrongs;
  const tree = await openTree(text);
  return wrongs.map((wrong) => {
    const spot = wrong.line === null ? spotOfKeys(tree, wrong.path.split(/[.[\]]+/).filter(Boolean)) : null;
    return spot ? { ...wrong, ...spot } : wrong;
  });
}

/**
 * What the file is to have where somebody saves `given`: secrets back in the places of their masks, and lines that
 * end as they did. Throws {@linkcode Refused}.
 */
export async function fileText(given: string, stored: Stored): Promise<string> {
  const { text: was } = stored;
  const plain = plainText(given);
  if (plain === await maskedText(stored)) return was;
  const text = await restoredText(plain, stored, "as-stored").catch(async (error) => {
    if (!(error instanceof YamlError)) throw error;
    const wrongs = await syntaxErrors(plain, error);
    throw new Unfit(wrongs.map(({ line, message }) => `line ${line}: ${message}`).join("\n"), wrongs);
  });
  const mark = was.startsWith("\ufeff") ? "\ufeff" : "";
  return mark + (was.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text);
}
