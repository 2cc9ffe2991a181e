/** What can be typed, for the scripts of shells. */
import { knownExchanges } from "../../schemas/known_exchanges.ts";
import { type Command, COMMON_OPTIONS, type Option, type Switch, type Value } from "../arguments.ts";

/** By name, those of every command included. */
export const optionsOf = ({ options }: Command): Array<[string, Option | Switch]> =>
  Object.entries<Option | Switch>({ ...options, ...COMMON_OPTIONS });

export const withValues = (command: Command): Array<[string, Option]> =>
  optionsOf(command).filter((entry): entry is [string, Option] => entry[1].value !== undefined);

/** As it is typed: `--rows`, `-n`. */
export const formsOf = (name: string, { short }: Option | Switch): string[] => [
  `--${name}`,
  ...(short ? [`-${short}`] : []),
];

/** What a shell offers for a value. */
export type Offered =
  | { type: "words"; words: readonly string[] }
  | { type: "exchanges" }
  | { type: "files" }
  | { type: "folders" }
  | { type: "nothing" };

export function offeredFor({ choices, offers }: Value): Offered {
  return choices ? { type: "words", words: choices } : { type: offers ?? "nothing" };
}

export const exchangeIds = (): string =>
  [...new Set(["sandbox", ...knownExchanges().keys()])].sort().join(" ");
