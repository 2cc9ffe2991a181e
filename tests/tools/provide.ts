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

async function isThere(program: string): Promise<boolean> {
  return await succeeds("sh", ["-c", `command -v ${program}`]);
}

/** null: done. */
async function install(programs: string[]): Promise<string | null> {
  if (Deno.build.os !== "linux" || !(await isThere("apt-get"))) return "no apt-get here";
  if (Deno.uid() !== 0) return `not root; apt-get install ${programs.join(" ")} does it`;
  const fonts = programs.includes("chromium") ? ["fonts-dejavu-core"] : [];
  await succeeds("apt-get", ["update", "-qq"]);
  const arguments_ = ["install", "-y", "-qq", "--no-install-recommends", ...programs, ...fonts];
  return await succeeds("apt-get", arguments_) ? null : "apt-get failed";
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
