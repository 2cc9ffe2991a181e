import assert from "node:assert/strict";
import { command, oneOf, readArguments, WrongUsage } from "../../cli/arguments.ts";

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

const READ = command({
  name: "read",
  summary: "print rows",
  words: { pair: { help: "the pair", read }, type: { help: "the type", read, optional: true } },
  options: {
    all: { help: "every row" },
    series: { value: "<name>", help: "more than once", many: true, read },
  },
  run: never,
});

Deno.test("words are read in their order, switches and repeated options beside them", () => {
  const flagsOf = (...args: string[]) => {
    const typed = readArguments(["read", ...args], [READ]);
    return typed.kind === "command" ? typed.flags : typed.kind;
  };
  assert.deepEqual(flagsOf("a"), { pair: "A" });
  assert.deepEqual(flagsOf("a", "--series", "x", "b", "--all", "--series=y"), {
    pair: "A",
    type: "B",
    all: true,
    series: ["X", "Y"],
  });
});

Deno.test("a word that is missing, wrong or too much is refused", () => {
  const refused = (...args: string[]) => {
    try {
      readArguments(["read", ...args], [READ]);
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.equal(refused(), "Cannot read: PAIR is missing; tapedeck read PAIR [TYPE]");
  assert.equal(refused("bad"), "Cannot use PAIR bad: it must be good");
  assert.equal(refused("a", "b", "c"), 'Cannot use "c": read takes PAIR [TYPE]');
  assert.equal(refused("a", "--all=1"), "Cannot use --all=1: it takes no value");
});

Deno.test("a letter stands for an option, and a value that is one of few is checked", () => {
  const TAIL = command({
    name: "tail",
    summary: "follow",
    options: {
      rows: { value: "<number>", help: "how many", short: "n", read },
      format: { value: "<format>", help: "how", ...oneOf(["table", "csv"]) },
      watch: { help: "again", short: "w" },
    },
    run: never,
  });
  const typed = readArguments(["tail", "-wn", "a", "--format=csv"], [TAIL]);
  assert.deepEqual(typed.kind === "command" && typed.flags, { watch: true, rows: "A", format: "csv" });
  const refused = (...args: string[]) => {
    assert.throws(() => readArguments(args, [TAIL]), WrongUsage);
    try {
      readArguments(args, [TAIL]);
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.equal(refused("tail", "--format", "tabel"), "Cannot use --format tabel: did you mean table?");
  assert.equal(
    refused("tail", "--format", "parquet"),
    "Cannot use --format parquet: it must be table or csv",
  );
  assert.equal(refused("tail", "-n"), "Cannot use -n: it needs a value, -n <number>");
  assert.match(refused("tail", "-x")!, /^Cannot understand -x: there is no such option; there are --rows, /);
});

Deno.test("a first word of few says what is done, and all behind a last one can be taken as a list", () => {
  const CONFIG = command({
    name: "config",
    summary: "the config",
    words: {
      action: { help: "what", ...oneOf(["show", "init"]) },
      files: { help: "", many: true, optional: true, read },
    },
    options: {},
    run: never,
  });
  const flagsOf = (...args: string[]) => {
    const typed = readArguments(args, [CONFIG]);
    return typed.kind === "command" ? typed.flags : typed.kind;
  };
  assert.deepEqual(flagsOf("config", "show"), { action: "show" });
  assert.deepEqual(flagsOf("config", "init", "a", "b"), { action: "init", files: ["A", "B"] });
  assert.throws(() => flagsOf("config", "shwo"), { message: "Cannot use ACTION shwo: did you mean show?" });
  assert.throws(() => flagsOf("config"), {
    message: "Cannot config: show|init is missing; tapedeck config show|init [FILES …]",
  });
});

Deno.test("--no-color is taken by every command, before and behind its name", () => {
  for (const args of [["--no-color", "verify"], ["verify", "--no-color"]]) {
    assert.deepEqual(readArguments(args, COMMANDS), { kind: "command", command: VERIFY, flags: {} });
  }
  assert.deepEqual(readArguments(["--no-color"], COMMANDS), { kind: "command", command: START, flags: {} });
});
