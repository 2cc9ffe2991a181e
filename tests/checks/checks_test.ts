/** What `deno task check` looks at: format, lint, types, and what else can be seen without running the program. */
import { expectRun } from "./run_deno.ts";

const CODE = ["main.ts", "version.ts", "schemas", "actors", "sandbox", "api", "cli", "bench", "tests"];

Deno.test("the code is formatted", () => expectRun(["fmt", "--check", ...CODE, "ui"]));

Deno.test("the code has no lint", () => expectRun(["lint", ...CODE, "ui"]));

Deno.test("the program type-checks", () =>
  expectRun([
    "check",
    "main.ts",
    "actors/venue/worker.ts",
    "actors/archive/worker.ts",
    "actors/archive/reader/worker.ts",
    "actors/control/lookups/worker.ts",
    "sandbox/worker.ts",
  ]));

Deno.test("tests and benches type-check", () =>
  expectRun(["check", "--config", "tests/deno.json", "tests", "bench"]));

Deno.test("the page type-checks", () => expectRun(["check", "--config", "tests/deno.json", "ui/main.js"]));

Deno.test("the page's modules are those that its manifest names", () =>
  expectRun(["run", "--allow-all", "--config", "tests/deno.json", "tests/tools/vendor.ts", "--check"]));
