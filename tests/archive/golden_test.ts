/** The scripts of golden/: `UPDATE=1` writes what they say now into them, to be read before it is kept. */
import assert from "node:assert/strict";
import { openStage, perform } from "./golden.ts";

const FOLDER = new URL("./golden/", import.meta.url);

/** The script with what its commands say now. */
async function play(script: string): Promise<string> {
  const stage = openStage();
  const lines: string[] = [];
  for (const line of script.split("\n")) {
    const isCommand = line.startsWith("> ");
    if (isCommand || line.startsWith("#") || (line === "" && lines.at(-1) !== "")) lines.push(line);
    if (isCommand) lines.push(...await perform(stage, line.slice(2)));
  }
  return lines.join("\n").trimEnd() + "\n";
}

for (const { name } of [...Deno.readDirSync(FOLDER)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  const title = name.replace(/\.txt$/, "").replaceAll("_", " ");
  Deno.test(`recovery, as written down: ${title}`, async () => {
    const script = Deno.readTextFileSync(new URL(name, FOLDER));
    const played = await play(script);
    if (Deno.env.get("UPDATE")) Deno.writeTextFileSync(new URL(name, FOLDER), played);
    else assert.equal(played, script);
  });
}
