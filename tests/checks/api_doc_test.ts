import { expectRun } from "./run_deno.ts";

Deno.test("docs/api.md says what the routes say", () =>
  expectRun(["run", "--allow-all", "--config", "tests/deno.json", "tests/tools/api_doc.ts", "--check"]));
