/** The options of the long tests: each is a number with a default. */
import { parseArgs } from "node:util";

/** `--kills 5` for a default of `kills`. Ends the program with code 2 where an option is unknown or no number. */
export function readNumbers<K extends string>(
  defaults: Record<K, number>,
  args = Deno.args,
): Record<K, number> {
  const names = Object.keys(defaults) as K[];
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
    const { values } = parseArgs({ args, options });
    const numbers = names.map((name): [K, number] => [name, Number(values[name] ?? defaults[name])]);
    const wrong = numbers.find(([, value]) => !(value > 0));
    if (wrong) throw new Error(`--${wrong[0]} takes a number above 0`);
    return Object.fromEntries(numbers) as Record<K, number>;
  } catch (error) {
    console.error(`${(error as Error).message}; there are ${names.map((name) => `--${name}`).join(", ")}`);
    Deno.exit(2);
  }
}
