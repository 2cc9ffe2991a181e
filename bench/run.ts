/** `deno task bench [name …] [--rows N]`: runs the benches in this folder, each in a process of its own. */
const PLUMBING = ["duck.ts", "run.ts", "measure.ts", "steps.ts", "tape.ts"];
const isPlumbing = (name: string) => PLUMBING.includes(name) || name.startsWith("pages_");

const names: string[] = [];
for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
  if (name.endsWith(".ts") && !isPlumbing(name)) names.push(name.slice(0, -3));
}
const firstOption = Deno.args.findIndex((arg) => arg.startsWith("--"));
const [asked, options] = firstOption < 0
  ? [Deno.args, []]
  : [Deno.args.slice(0, firstOption), Deno.args.slice(firstOption)];
const wanted = asked.length > 0 ? asked : names.sort();

for (const name of wanted) {
  if (!names.includes(name)) {
    console.error(`Cannot run bench "${name}": there are ${names.sort().join(", ")}`);
    Deno.exit(2);
  }
  const module = new URL(`${name}.ts`, import.meta.url).pathname;
  const config = new URL("../tests/deno.json", import.meta.url).pathname;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", "--config", config, module, ...options],
  }).spawn().status;
  if (!success) Deno.exit(1);
}
