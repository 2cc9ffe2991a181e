import type { Command } from "../arguments.ts";
import { exchangeIds, formsOf, type Offered, offeredFor, optionsOf, withValues } from "./typed.ts";

/** Where nothing is offered, bash completes names of files. */
export function bashScript(commands: Command[]): string {
  const flags = ({ name, ...command }: Command) =>
    `${name}) _tapedeck_offer "${
      optionsOf({ name, ...command }).flatMap(([name, option]) => formsOf(name, option)).join(" ")
    }";;`;
  return `# bash completion for tapedeck; made by: tapedeck completion bash
_tapedeck_offer() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_tapedeck() {
  local current="\${COMP_WORDS[COMP_CWORD]}" last="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="${commands[0].name}" exchanges="${exchangeIds()}" at=1 words=0
  if [[ "$last" == "=" ]]; then last="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [[ "$current" == "=" ]]; then current=""; fi
  if [[ COMP_CWORD -gt 1 && "\${COMP_WORDS[1]}" != -* ]]; then command="\${COMP_WORDS[1]}"; at=2; fi
  if [[ COMP_CWORD -eq 1 && "$current" != -* ]]; then
    _tapedeck_offer "${commands.map(({ name }) => name).join(" ")}"
    return
  fi
  case "$command $last" in
${indented(commands.flatMap(optionCases), 4)}
  esac
  if [[ "$current" == -* ]]; then
    case "$command" in
${indented(commands.map(flags), 6)}
    esac
    return
  fi
  for ((; at < COMP_CWORD; at++)); do
    case "$command \${COMP_WORDS[at]}" in
      ${
    commands.flatMap((command) => withValues(command).map((option) => pattern(command, option))).join(" | ")
  })
        ((at++));;
      *" "-*) ;;
      *) ((words++));;
    esac
  done
  case "$command $words" in
${indented(commands.flatMap(wordCases), 4)}
  esac
}
complete -o default -F _tapedeck tapedeck`;
}

const indented = (lines: string[], spaces: number): string =>
  lines.map((line) => " ".repeat(spaces) + line).join("\n");

const pattern = ({ name }: Command, [option, parts]: ReturnType<typeof withValues>[number]): string =>
  formsOf(option, parts).map((form) => `"${name} ${form}"`).join(" | ");

const optionCases = (command: Command): string[] =>
  withValues(command).map((option) => `${pattern(command, option)}) ${offer(offeredFor(option[1]))}return;;`);

const wordCases = ({ name, words }: Command): string[] =>
  Object.values(words).map((word, nth) =>
    `"${name} ${word.many ? "" : nth}"${word.many ? "*" : ""}) ${offer(offeredFor(word)).replace("; ", "")};;`
  );

function offer(offered: Offered): string {
  switch (offered.type) {
    case "words":
      return `_tapedeck_offer "${offered.words.join(" ")}"; `;
    case "exchanges":
      return `_tapedeck_offer "$exchanges"; `;
    case "files":
    case "folders":
    case "nothing":
      return "";
    default:
      throw offered satisfies never;
  }
}
