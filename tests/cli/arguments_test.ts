import assert from "node:assert/strict";
import { command, helpLines, readArguments, WrongUsage } from "../../cli/arguments.ts";

const read = (text: string) => {
  if (text === "bad") throw new Error("it must be good");
  return text.toUpperCase();
};
const never = () => Promise.resolve(0);
const START = command({
  name: "start",
  summary: "record",
  options: {
    config: { value: "<file>", help: "the config", read },
    port: { value: "<number>", help: "the port", read },
  },
  run: never,
});
const VERIFY = command({ name: "verify", summary: "prove", options: {}, run: never });
const COMMANDS = [START, VERIFY];

function refusal(...args: string[]): string {
  try {
    readArguments(args, COMMANDS);
  } catch (error) {
    assert.ok(error instanceof WrongUsage);
    return error.message;
  }
  throw new Error(`expected ${args.join(" ")} to be refused`);
}

Deno.test("options are read by their command, with a space or an equals sign", () => {
  assert.deepEqual(readArguments(["start", "--port", "a", "--config=b"], COMMANDS), {
    kind: "command",
    command: START,
    flags: { port: "A", config: "B" },
  });
});

Deno.test("without a name the first command is meant", () => {
  assert.deepEqual(readArguments([], COMMANDS), { kind: "command", command: START, flags: {} });
  assert.deepEqual(readArguments(["--port", "a"], COMMANDS), {
    kind: "command",
    command: START,
    flags: { port: "A" },
  });
});

Deno.test("help and version are asked for in two ways, help also of one command", () => {
  for (const args of [["--help"], ["-h"]]) {
    assert.deepEqual(readArguments(args, COMMANDS), { kind: "help", of: COMMANDS });
  }
  assert.deepEqual(readArguments(["verify", "--help"], COMMANDS), { kind: "help", of: [VERIFY] });
  for (const args of [["--version"], ["-v"]]) {
    assert.deepEqual(readArguments(args, COMMANDS), { kind: "version" });
  }
});

Deno.test("a wrong command, option, value or word is named, with the nearest right one", () => {
  assert.equal(refusal("verfy"), 'Cannot understand "verfy": there is no such command; did you mean verify?');
  assert.equal(refusal("x"), 'Cannot understand "x": there is no such command; there are start, verify');
  assert.equal(
    refusal("--confg", "a"),
    "Cannot understand --confg: there is no such option; did you mean --config?",
  );
  assert.equal(refusal("--port", "bad"), "Cannot use --port bad: it must be good");
  assert.equal(refusal("start", "now"), 'Cannot use "now": start takes options alone');
});

Deno.test("an option without its value is refused, also before another option", () => {
  for (const args of [["--port"], ["--port="], ["--port", "--config"]]) {
    assert.equal(refusal(...args), "Cannot use --port: it needs a value, --port <number>");
  }
});

Deno.test("the help has a line for each command and option", () => {
  assert.deepEqual(helpLines(COMMANDS), [
    "",
    "tapedeck start          record",
    "  --config <file>       the config",
    "  --port <number>       the port",
    "",
    "tapedeck verify         prove",
  ]);
});
