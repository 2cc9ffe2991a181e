/**
 * `deno task test`: makes ready what the tests need, runs all of them, and ends on the runner's own count.
 * Arguments are passed on to `deno test` (`--filter x`, or paths instead of the whole).
 */
import { provide } from "./provide.ts";

const CONFIG = "tests/deno.json";
const report = await Deno.makeTempFile({ prefix: "tapedeck-tests-", suffix: ".xml" });

for (const line of await provide(["chromium", "rclone", "caddy", "rsync", "prometheus"])) console.log(line);

const paths = Deno.args.some((arg) => !arg.startsWith("-")) ? [] : ["tests"];
const { code } = await new Deno.Command(Deno.execPath(), {
  args: [
    "test",
    "--allow-all",
    "--no-prompt",
    "--config",
    CONFIG,
    "--junit-path",
    report,
    ...Deno.args,
    ...paths,
  ],
}).spawn().status;

const { passed, failed, ignored } = countsOf(await Deno.readTextFile(report).catch(() => ""));
await Deno.remove(report);
if (ignored > 0) console.log(`${ignored} skipped, for the reasons given above`);
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(code === 0 && failed === 0 && passed > 0 ? 0 : 1);

/** Reads the totals of a JUnit report; a run that left none counts as one failure. */
function countsOf(xml: string): { passed: number; failed: number; ignored: number } {
  const cases = xml.match(/<testcase[ >]/g)?.length ?? 0;
  const failed = (xml.match(/<failure[ >]/g)?.length ?? 0) + (xml.match(/<error[ >]/g)?.length ?? 0);
  const ignored = xml.match(/<skipped[ />]/g)?.length ?? 0;
  return cases === 0
    ? { passed: 0, failed: 1, ignored: 0 }
    : { passed: cases - failed - ignored, failed, ignored };
}
