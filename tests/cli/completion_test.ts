import assert from "node:assert/strict";
import { COMMANDS } from "../../cli/commands.ts";
import { completionScript } from "../../cli/completion/mod.ts";

/** What bash would offer for the last of these words, the way it asks: `=` is a word of its own. */
async function offered(...typed: string[]): Promise<string[]> {
  const words = typed.flatMap((word) => word.split(/(?<==)|(?==)/));
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `${completionScript("bash", COMMANDS)}
COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1}
_tapedeck
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { success, stdout, stderr } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  const complaint = new TextDecoder().decode(stderr);
  assert.ok(success, complaint);
  assert.equal(complaint, "");
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
}

Deno.test("bash completes the names of all commands", async () => {
  assert.deepEqual(await offered("tapedeck", ""), COMMANDS.map(({ name }) => name));
  assert.deepEqual(await offered("tapedeck", "st"), ["start", "status", "stream"]);
});

Deno.test("bash completes a command's options, short ones too, and those of the default command", async () => {
  assert.deepEqual(await offered("tapedeck", "tail", "--fo"), ["--format"]);
  assert.deepEqual(await offered("tapedeck", "tail", "-n"), ["-n"]);
  assert.deepEqual(await offered("tapedeck", "--po"), ["--port"]);
  const all = await offered("tapedeck", "verify", "-");
  assert.deepEqual(
    Object.keys(COMMANDS.find(({ name }) => name === "verify")!.options).filter((name) =>
      !all.includes(`--${name}`)
    ),
    [],
  );
});

Deno.test("bash completes what a value can be, behind a space or an equals sign", async () => {
  assert.deepEqual(await offered("tapedeck", "inventory", "--sort", ""), [
    "name",
    "first",
    "last",
    "rows",
    "gaps",
    "complete",
    "size",
  ]);
  assert.deepEqual(await offered("tapedeck", "inventory", "--sort=g"), ["gaps"]);
  assert.deepEqual(
    await offered("tapedeck", "inventory", "--sort="),
    await offered("tapedeck", "inventory", "--sort", ""),
  );
  assert.deepEqual(await offered("tapedeck", "backfill", "--exchange", "krak"), ["kraken", "krakenfutures"]);
});

Deno.test("bash completes words in their places, options between them left out", async () => {
  assert.deepEqual(await offered("tapedeck", "config", ""), ["validate", "show", "init"]);
  assert.deepEqual(await offered("tapedeck", "tail", "binan"), [
    "binance",
    "binancecoinm",
    "binanceus",
    "binanceusdm",
  ]);
  assert.deepEqual(await offered("tapedeck", "tail", "binance", "BTC/USDT", "o"), ["ohlc", "orderbook"]);
  assert.deepEqual(await offered("tapedeck", "tail", "--rows", "5", "binance", "BTC/USDT", "t"), ["trades"]);
  assert.deepEqual(await offered("tapedeck", "help", "inv"), ["inventory"]);
  assert.deepEqual(await offered("tapedeck", "completion", "f"), ["fish"]);
});

Deno.test("bash offers nothing of ours where a file's name is wanted", async () => {
  assert.deepEqual(await offered("tapedeck", "start", "--config", ""), []);
});

Deno.test("the scripts of zsh and fish name every command and option", () => {
  for (const shell of ["zsh", "fish"] as const) {
    const script = completionScript(shell, COMMANDS);
    for (const { name, options } of COMMANDS) {
      assert.ok(script.includes(name), `${shell} ${name}`);
      for (const option of Object.keys(options)) {
        assert.match(
          script,
          new RegExp(shell === "zsh" ? `--${option}[=[]` : `-l ${option} `),
          `${shell} ${name} ${option}`,
        );
      }
    }
  }
});
