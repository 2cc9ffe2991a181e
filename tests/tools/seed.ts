/**
 * Loaded before the tests: their properties try the same values each time, so that a commit either passes or does
 * not. `deno task fuzz properties` tries others, with `TAPEDECK_SEED`.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(Deno.env.get("TAPEDECK_SEED") ?? 1) });
