/** Installs the programs that some tests drive, from Debian's packages, where that is allowed. */

/** Gives a line for each program that had to be installed or could not be. */
export async function provide(programs: string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const program of programs) if (!(await isThere(program))) missing.push(program);
  if (missing.length === 0) return [];
  const why = await install(missing);
  return missing.map((program) =>
    why === null
      ? `installed ${program}`
      : `${program} is absent and was not installed (${why}): its tests are skipped`
  );
}

/** Whether the program is to be found; a test that needs it is skipped where it is not. */
export async function isThere(program: string): Promise<boolean> {
  return await succeeds("sh", ["-c", `command -v ${program}`]);
}

/** null: done. */
async function install(programs: string[]): Promise<string | null> {
  if (Deno.build.os !== "linux" || !(await isThere("apt-get"))) return "no apt-get here";
  if (Deno.uid() !== 0) return `not root; apt-get install ${programs.join(" ")} does it`;
  const fonts = programs.includes("chromium") ? ["fonts-dejavu-core"] : [];
  await succeeds("apt-get", ["update", "-qq"]);
  const arguments_ = ["install", "-y", "-qq", "--no-install-recommends", ...programs, ...fonts];
  const isDone = await withoutServices(() => succeeds("apt-get", arguments_));
  return isDone ? null : "apt-get failed";
}

/** Debian asks this program whether a package may start its service; without it, each may. */
const POLICY = "/usr/sbin/policy-rc.d";

/** Some packages, as Prometheus', start a service when they are installed, which tests neither need nor want. */
async function withoutServices<T>(body: () => Promise<T>): Promise<T> {
  try {
    // A machine that has a policy keeps it.
    await Deno.writeTextFile(POLICY, "#!/bin/sh\nexit 101\n", { createNew: true, mode: 0o755 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return await body();
  }
  try {
    return await body();
  } finally {
    await Deno.remove(POLICY);
  }
}

async function succeeds(command: string, args: string[]): Promise<boolean> {
  try {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const { success } = await new Deno.Command(command, { args, env, stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}
