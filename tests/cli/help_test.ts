import assert from "node:assert/strict";
import { command, oneOf } from "../../cli/arguments.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { helpLines } from "../../cli/help.ts";

const text = (text: string) => text;

Deno.test("the help of one command has its sentence, words, options, examples and exit codes", () => {
  const READ = command({
    name: "read",
    summary: "print rows",
    about: "All of them.",
    words: {
      pair: { help: "the pair", read: text },
      type: { help: "what", optional: true, ...oneOf(["a", "b"]) },
    },
    options: {
      rows: { value: "<number>", help: "how many (10)", short: "n", read: text },
      all: { help: "every row" },
    },
    examples: [["read BTC/USDT", "all"]],
    exit: "there are none",
    run: () => Promise.resolve(0),
  });
  assert.deepEqual(helpLines([READ]), [
    "tapedeck read: print rows",
    "",
    "All of them.",
    "",
    "Usage: tapedeck read PAIR [a|b] [options]",
    "",
    "Words:",
    "  PAIR  the pair",
    "  TYPE  what: a, b",
    "",
    "Options:",
    "  -n, --rows <number>  how many (10)",
    "  --all                every row",
    "",
    "Examples:",
    "  tapedeck read BTC/USDT   # all",
    "",
    "Exit codes: 0 fine, 1 there are none, 2 wrong usage.",
  ]);
});

Deno.test("the help of all commands names each, the variables and the exit codes", () => {
  const help = helpLines(COMMANDS).join("\n");
  for (const { name } of COMMANDS) assert.match(help, new RegExp(`^  ${name} `, "m"));
  for (const variable of ["TAPEDECK_CONFIG", "TAPEDECK_URL", "TAPEDECK_TOKEN", "NO_COLOR"]) {
    assert.ok(help.includes(variable), variable);
  }
  assert.match(help, /^Exit codes: 0 fine, 1 failed .*, 2 wrong usage, 130 ended by Ctrl-C\.$/m);
});

Deno.test("no line of any help is wider than 100 characters", () => {
  for (const commands of [COMMANDS, ...COMMANDS.map((command) => [command])]) {
    for (const line of helpLines(commands)) assert.ok(line.length <= 100, line);
  }
});

Deno.test("each command's examples can be typed", async () => {
  const { readArguments } = await import("../../cli/arguments.ts");
  for (const { name, examples } of COMMANDS) {
    for (const [typed] of examples) {
      const args = typed.split(/ [|>] | \|\| /)[0].split(" ");
      const read = readArguments(args, COMMANDS);
      assert.equal(read.kind === "command" && read.command.name, name, typed);
    }
  }
});
