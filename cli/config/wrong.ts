/** What is wrong with a config, and in which line of it. */
import type { ConfigError } from "../../schemas/config_errors.ts";
import { isSecret } from "../../schemas/secrets.ts";
import { openTree, spotOf, spotOfKeys } from "./document.ts";
import type { YamlError } from "./yaml.ts";

export interface Wrong {
  /** From 1; null: no line of the file has it, but the whole or the environment. */
  line: number | null;
  column: number | null;
  /** The key, as one would write it: `histo_jobs[0].pairs`; empty where the file is no YAML. */
  path: string;
  /** Whole by itself, but for the file and the line. */
  message: string;
}

/** More errors than anybody reads; to find each one's line takes a while. */
const SHOWN_LIMIT = 100;

/** The schema's errors, each with where its key stands in `text`; in the order of the lines. */
export async function placed(text: string, errors: ConfigError[]): Promise<Wrong[]> {
  const tree = await openTree(text);
  const wrongs = errors.slice(0, SHOWN_LIMIT).map(({ keys, path, message }): Wrong => {
    const spot = spotOfKeys(tree, keys);
    return { line: spot?.line ?? null, column: spot?.column ?? null, path, message };
  });
  wrongs.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return [...wrongs, ...furtherOnes(errors.length - SHOWN_LIMIT)];
}

/** All that makes `text` no YAML, one a line; `first` is what the reader stumbled over. */
export async function syntaxErrors(text: string, first: YamlError): Promise<Wrong[]> {
  const { document: { errors } } = await openTree(text);
  const wrongs = errors.slice(0, 10 * SHOWN_LIMIT).map(({ code, pos, message }): Wrong => {
    const spot = spotOf(text, pos[0]);
    return { ...spot, path: "", message: sentence(code, message, text, spot.line) };
  });
  if (wrongs.length === 0) {
    const { line, column, reason } = first;
    const words = reason.replace(/ "[^"]*"| !<[^>]*>/g, "");
    wrongs.push({ line, column, path: "", message: withoutSecret(words, text, line) });
  }
  const firstOfLine = wrongs.filter(({ line }, i) => i === 0 || line !== wrongs[i - 1].line);
  return [...firstOfLine.slice(0, SHOWN_LIMIT), ...furtherOnes(firstOfLine.length - SHOWN_LIMIT)];
}

function furtherOnes(count: number): Wrong[] {
  if (count <= 0) return [];
  return [{
    line: null,
    column: null,
    path: "",
    message: `${count} further errors are not shown; mend these first`,
  }];
}

function sentence(code: string, message: string, text: string, line: number): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return `the key ${keysIn(text, line)[0] ?? "here"} stands here a second time: keep one of them`;
    case "TAB_AS_INDENT":
      return "a tab indents this line: write spaces";
    case "MULTIPLE_DOCS":
      return "a second document begins here: a config is one";
    default:
      // What follows a colon is what stands there, and may be a part of a secret.
      return withoutSecret(message.replace(/ at line \d[^]*$/, "").replace(/: ".*$/s, ""), text, line);
  }
}

/** The parsers' own words may repeat what stands in a line: not where that is a secret. */
function withoutSecret(reason: string, text: string, line: number): string {
  const secret = keysIn(text, line).find(isSecret);
  return secret === undefined ? reason : `the value of ${secret} cannot be read: put it in quotes`;
}

function keysIn(text: string, line: number): string[] {
  const keys = (text.split("\n")[line - 1] ?? "").matchAll(/([\w.-]+)["']?\s*:/g);
  return [...keys].map(([, key]) => key);
}
