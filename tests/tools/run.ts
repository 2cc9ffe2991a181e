/**
 * `deno task test`: makes ready what the tests need, runs all of them, and ends on the runner's own count.
 * Arguments are passed on to `deno test` (`--filter x`, or paths instead of the whole).
 */
import { provide } from "./provide.ts";

/** Tests that run the program or a browser, and mostly wait for it: two cores have room for others beside them. */
const PROGRAMS = ["tests/contract", "tests/crash", "tests/e2e", "tests/history", "tests/soak"];
const PAGES = ["tests/browser"];

interface Counts {
  passed: number;
  failed: number;
  /** Of the tests that failed, steps under the names of theirs. */
  names: string[];
  skipped: number;
}

for (const line of await provide(["chromium", "rclone", "caddy", "rsync", "prometheus"])) console.log(line);

const hasPaths = Deno.args.some((arg) => !arg.startsWith("-"));
const counts = hasPaths ? [await runTests([], "inherit")] : await Promise.all([
  runTests(PROGRAMS, "inherit"),
  runTests(PAGES, "piped"),
  runTests(["tests", `--ignore=${[...PROGRAMS, ...PAGES]}`], "piped"),
]);
const sum = (what: "passed" | "failed" | "skipped") => counts.reduce((total, each) => total + each[what], 0);
for (const name of counts.flatMap(({ names }) => names)) console.log(`failed: ${name}`);
if (sum("skipped") > 0) console.log(`${sum("skipped")} skipped, for the reasons given above`);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
Deno.exit(sum("failed") === 0 && sum("passed") > 0 ? 0 : 1);

/** `output`: `piped` is shown when all has ended, so that it does not mix with another's. */
async function runTests(paths: string[], output: "inherit" | "piped"): Promise<Counts> {
  const report = await Deno.makeTempFile({ prefix: "tapedeck-tests-", suffix: ".xml" });
  // Without types, since tests/checks looks at all of them.
  const options = ["--allow-all", "--no-prompt", "--no-check", "--config", "tests/deno.json"];
  const more = ["--preload", "tests/tools/seed.ts", "--junit-path", report];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...options, ...more, ...Deno.args, ...paths],
    stdout: output,
    stderr: output,
  }).spawn();
  if (output === "piped") {
    const { stdout, stderr } = await child.output();
    console.log(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
  }
  const { success } = await child.status;
  const counts = countsOf(await Deno.readTextFile(report).catch(() => ""));
  await Deno.remove(report);
  if (success || counts.failed > 0) return counts;
  // A run that ended badly without a failed test has one all the same: a file that cannot be loaded, say.
  return { ...counts, failed: 1, names: [`the run of ${paths.join(" ")}, not one of its tests`] };
}

/** Reads the totals of a JUnit report. */
function countsOf(xml: string): Counts {
  const count = (pattern: RegExp) => xml.match(pattern)?.length ?? 0;
  const failed = count(/<failure[ >]/g) + count(/<error[ >]/g);
  const skipped = count(/<skipped[ />]/g);
  const names = xml.split("<testcase ").slice(1).filter((each) => /<(failure|error)[ >]/.test(each))
    .map((each) =>
      ["classname", "name"].map((key) => each.match(`\\b${key}="([^"]*)"`)?.[1] ?? "").join(": ")
    );
  return { passed: count(/<testcase[ >]/g) - failed - skipped, failed, skipped, names };
}
