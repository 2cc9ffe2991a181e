/** Runs deno on the project, and fails with what it printed. */
export async function expectRun(args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: new URL("../../", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (!success) throw new Error(`deno ${args.join(" ")} failed:\n${text.slice(-4_000)}`);
}
