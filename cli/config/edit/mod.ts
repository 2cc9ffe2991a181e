/** Writes a change of the configuration into its text, which otherwise stays as it is: comments, order, style. */
import type { Node } from "yaml";
import {
  type Config,
  type HistoJob,
  parseConfig,
  remoteWithoutDefaults,
  type StreamJob,
  withoutDefaults,
} from "../../../schemas/config.ts";
import { openTree, spotOf } from "../document.ts";
import { parseYaml } from "../yaml.ts";
import { edited, type Editor } from "./nodes.ts";
import { blockEnd, CannotEdit, isRecord, own, same, startOf } from "./source.ts";

type Job = HistoJob | StreamJob;
type Remote = Config["storage"]["remotes"][number];

/**
 * The text that says `wanted`, made of the one that says `current` (both with all defaults filled in). A key that is
 * absent stays so while it says what holds without it. Throws {@linkcode CannotEdit} where the text is written in a
 * way that cannot be edited without harm to what else it says.
 */
export async function editConfig(text: string, current: Config, wanted: Config): Promise<string> {
  if (same(current, wanted)) return text;
  const { yaml, document } = await openTree(text);
  const [error] = document.errors; // this parser is stricter than the reader
  if (error) throw new CannotEdit(`line ${spotOf(text, error.pos[0]).line} is no good YAML`);
  const editor: Editor = { yaml, text, eol: text.includes("\r\n") ? "\r\n" : "\n", fresh };
  const next = replaced(editor, document.contents as Node, current, wanted);
  if (!says(next, wanted)) {
    throw new CannotEdit(
      "a place that would change is written in an unusual way, or holds for others too (an anchor)",
    );
  }
  return next;
}

function replaced(editor: Editor, root: Node, current: Config, wanted: Config): string {
  const { text } = editor;
  const notation = text.trimStart().startsWith("{") ? "json" : "yaml";
  const changed = edited(editor, root, { path: [], current, wanted, notation });
  return text.slice(0, startOf(root)) + changed + text.slice(blockEnd(editor, root));
}

/** What was written is read again before it counts. */
function says(text: string, wanted: Config): boolean {
  try {
    const parsed = parseConfig(parseYaml(text));
    return parsed.ok && same(parsed.config, wanted);
  } catch {
    return false;
  }
}

/** Of a section that is not in the file yet: what differs from the defaults. */
function fresh(path: string[], current: unknown, wanted: unknown): unknown {
  if (/^(stream|histo)_jobs$/.test(path.join("."))) return (wanted as Job[]).map(withoutDefaults);
  if (path.join(".") === "storage.remotes") return (wanted as Remote[]).map(remoteWithoutDefaults);
  if (path.join(".") === "storage.remotes.[]") return remoteWithoutDefaults(wanted as Remote);
  if (/^(stream|histo)_jobs\.\[\]$/.test(path.join("."))) return withoutDefaults(wanted as Job);
  if (!isRecord(current) || !isRecord(wanted)) return wanted;
  const differing = Object.entries(wanted).filter(([key, value]) => !same(own(current, key), value));
  return Object.fromEntries(
    differing.map(([key, value]) => [key, fresh([...path, key], own(current, key), value)]),
  );
}
