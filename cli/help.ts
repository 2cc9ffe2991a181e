/** How it is used, as lines for a terminal. */
import { wrap } from "../actors/archive/verify/wrap.ts";
import { type Command, COMMON_OPTIONS, type Option, shownWord, type Switch } from "./arguments.ts";

const COLUMNS = 96;
const MAX_LEFT = 26;

const VARIABLES: Array<[string, string]> = [
  ["TAPEDECK_CONFIG", "the config file, where --config does not say"],
  ["TAPEDECK_URL", "a tapedeck that runs elsewhere, as --url"],
  ["TAPEDECK_TOKEN", "its token, as --token"],
  ["TAPEDECK_SETTINGS__UI_PORT", "and the like: in place of settings.ui_port in the config"],
  ["NO_COLOR", "no colour, as --no-color"],
];

/** Of one command all that there is to say; of several a line each. */
export function helpLines(commands: Command[]): string[] {
  return commands.length === 1 ? commandLines(commands[0]) : overviewLines(commands);
}

function overviewLines(commands: Command[]): string[] {
  return [
    "tapedeck records the crypto tape into Parquet files, and proves what it has.",
    "",
    `Usage: tapedeck [command] [options]      without a command: ${commands[0].name}`,
    ...section("Commands", commands.map(({ name, summary }) => [name, summary])),
    ...section("Options of every command", optionRows(COMMON_OPTIONS)),
    ...section("Environment", VARIABLES),
    "",
    "Exit codes: 0 fine, 1 failed (or as the command says), 2 wrong usage, 130 ended by Ctrl-C.",
    "tapedeck help <command> says more.",
  ];
}

function commandLines({ name, summary, about, words, options, examples, exit }: Command): string[] {
  const usage = ["tapedeck", name, ...Object.entries(words).map(shownWord)];
  const hasOptions = Object.keys(options).length > 0;
  return [
    `tapedeck ${name}: ${summary}`,
    ...(about ? ["", ...wrap(about, "", COLUMNS)] : []),
    "",
    `Usage: ${[...usage, ...(hasOptions ? ["[options]"] : [])].join(" ")}`,
    ...section("Words", Object.entries(words).map((word) => [word[0].toUpperCase(), wordHelp(word[1])])),
    ...section("Options", optionRows(options)),
    ...exampleLines(examples),
    ...(exit ? ["", ...wrap(`Exit codes: 0 fine, 1 ${exit}, 2 wrong usage.`, "", COLUMNS)] : []),
  ];
}

const wordHelp = ({ help, choices }: Command["words"][string]): string =>
  choices && choices.length <= 3 && !choices.every((choice) => help.includes(choice))
    ? `${help}: ${choices.join(", ")}`
    : help;

/** Side by side where all fit, else one below the other. */
function exampleLines(examples: Command["examples"]): string[] {
  if (examples.length === 0) return [];
  const rows = examples.map(([typed, does]) => [`  tapedeck ${typed}`, `# ${does}`]);
  const width = Math.max(...rows.map(([typed]) => typed.length)) + 3;
  const fits = rows.every(([, does]) => width + does.length <= COLUMNS);
  const lines = rows.flatMap(([typed, does]) => fits ? [typed.padEnd(width) + does] : [`  ${does}`, typed]);
  return ["", "Examples:", ...lines];
}

function optionRows(options: Record<string, Option | Switch>): Array<[string, string]> {
  return Object.entries(options).map(([name, { value, help, short }]) => [
    `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`,
    help,
  ]);
}

/** A title, and rows of which the right column starts at one place and is wrapped there. */
function section(title: string, rows: Array<[left: string, right: string]>): string[] {
  if (rows.length === 0) return [];
  const width = Math.min(MAX_LEFT, Math.max(...rows.map(([left]) => left.length)));
  const indent = " ".repeat(width + 4);
  const lines = rows.flatMap(([left, right]) => {
    const [first, ...rest] = wrap(right, indent, COLUMNS);
    const begin = `  ${left.padEnd(width)}  `;
    return begin.length > indent.length
      ? [begin.trimEnd(), first, ...rest]
      : [begin + first.trimStart(), ...rest];
  });
  return ["", `${title}:`, ...lines];
}
