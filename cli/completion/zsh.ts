import type { Command, Option, Switch, Word } from "../arguments.ts";
import { exchangeIds, formsOf, type Offered, offeredFor, optionsOf } from "./typed.ts";

export function zshScript(commands: Command[]): string {
  const named = commands.map(({ name, summary }) => `'${name}:${plain(summary)}'`).join(" ");
  const cases = commands.map((command) => {
    const specs = [
      ...optionsOf(command).flatMap(optionSpecs),
      ...Object.entries(command.words).map(wordSpec),
    ];
    return `    ${command.name}) _arguments ${specs.join(" ")};;`;
  });
  return `#compdef tapedeck
# zsh completion for tapedeck; made by: tapedeck completion zsh
_tapedeck_exchanges() { compadd ${exchangeIds()}; }
_tapedeck() {
  local -a commands=(${named})
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then _describe command commands; return; fi
  local command=${commands[0].name}
  if [[ $words[2] != -* ]]; then command=$words[2]; shift words; (( CURRENT-- )); fi
  case $command in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _tapedeck ]]; then _tapedeck "$@"; else compdef _tapedeck tapedeck; fi`;
}

/** In single quotes, where brackets and colons are zsh's own. */
const plain = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, "\\$&");

function optionSpecs([name, option]: [string, Option | Switch]): string[] {
  return formsOf(name, option).map((form) => {
    if (option.value === undefined) return `'${form}[${plain(option.help)}]'`;
    const value = `:${plain(option.value.replace(/[<>]/g, ""))}:${action(offeredFor(option))}`;
    const begin = `${option.many ? "*" : ""}${form}${form.startsWith("--") ? "=" : ""}`;
    return `'${begin}[${plain(option.help)}]${value}'`;
  });
}

const wordSpec = ([name, word]: [string, Word], nth: number): string =>
  `'${word.many ? "*" : nth + 1}:${plain(name)}:${action(offeredFor(word))}'`;

function action(offered: Offered): string {
  switch (offered.type) {
    case "words":
      return `(${offered.words.join(" ")})`;
    case "exchanges":
      return "_tapedeck_exchanges";
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    case "nothing":
      return " ";
    default:
      throw offered satisfies never;
  }
}
