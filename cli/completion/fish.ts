import type { Command } from "../arguments.ts";
import { exchangeIds, type Offered, offeredFor, optionsOf } from "./typed.ts";

export function fishScript(commands: Command[]): string {
  return [
    "# fish completion for tapedeck; made by: tapedeck completion fish",
    `set -g __tapedeck_exchanges ${exchangeIds()}`,
    "complete -c tapedeck -f",
    ...commands.flatMap(commandLines),
  ].join("\n");
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function commandLines(command: Command): string[] {
  const { name, summary, words } = command;
  const begin = `complete -c tapedeck -n '__fish_seen_subcommand_from ${name}'`;
  const options = optionsOf(command).map(([name, option]) => {
    const short = option.short ? ` -s ${option.short}` : "";
    const value = option.value === undefined ? "" : ` -r${offer(offeredFor(option))}`;
    return `${begin} -l ${name}${short}${value} -d ${quoted(option.help)}`;
  });
  const offered = Object.values(words).map(offeredFor).filter(({ type }) => type !== "nothing");
  return [
    `complete -c tapedeck -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...options,
    ...offered.map((each) => `${begin}${offer(each)}`),
  ];
}

function offer(offered: Offered): string {
  switch (offered.type) {
    case "words":
      return ` -f -a ${quoted(offered.words.join(" "))}`;
    case "exchanges":
      return " -f -a '$__tapedeck_exchanges'";
    case "files":
      return " -F";
    case "folders":
      return " -f -a '(__fish_complete_directories)'";
    case "nothing":
      return " -f";
    default:
      throw offered satisfies never;
  }
}
