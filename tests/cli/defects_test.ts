import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";

/** Runs a program that ends on defects and then has one; it would go on for ever otherwise. */
async function runWith(defect: string): Promise<{ code: number; output: string }> {
  const module = JSON.stringify(new URL("../../cli/defects.ts", import.meta.url).href);
  const code = `
    import { endOnDefect } from ${module};
    const write = (level) => (where, words) => console.log(level, where, words);
    endOnDefect({ error: write("error") }, Deno.exit);
    setInterval(() => {}, 1_000);
    ${defect}`;
  const config = fromFileUrl(new URL("../../deno.json", import.meta.url));
  const { code: ended, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", "--config", config, code],
    stderr: "null",
  }).output();
  return { code: ended, output: new TextDecoder().decode(stdout) };
}

for (
  const [what, defect] of [
    ["an error thrown from a timer", 'setTimeout(() => { throw new Error("no such row"); })'],
    ["a rejection that nothing handles", 'void Promise.reject(new Error("no such row"))'],
  ]
) {
  Deno.test(`${what} is logged and ends the program with code 1`, async () => {
    const { code, output } = await runWith(defect);
    assert.equal(code, 1);
    assert.match(
      output,
      /^error tapedeck Cannot go on after an error that nothing caught: Error: no such row/,
    );
  });
}
