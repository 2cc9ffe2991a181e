/** Scripts by which shells complete the command line. Made of the table of commands, so they cannot disagree. */
import type { Command } from "../arguments.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

export type Shell = "bash" | "zsh" | "fish";

export function completionScript(shell: Shell, commands: Command[]): string {
  switch (shell) {
    case "bash":
      return bashScript(commands);
    case "zsh":
      return zshScript(commands);
    case "fish":
      return fishScript(commands);
    default:
      throw shell satisfies never;
  }
}
