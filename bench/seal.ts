/**
 * Rows sealed a second, from journal segments of 16 MiB to Parquet parts, against parquet-wasm alone; the memory
 * that it takes; and bytes a row. `--rows 10000000` is a busy day.
 */
import { rate } from "./measure.ts";
import { option, runStep } from "./steps.ts";

const GOAL_MB = 300;
const rows = option("rows", 1_000_000);
const root = Deno.makeTempDirSync({ prefix: "tapedeck-bench-" });
try {
  await runStep("journal", root, rows);
  const seal = await runStep("seal", root);
  const write = await runStep("write", rows);
  const perSecond = (step: typeof seal) => step.rows / step.seconds;
  console.log([
    `seal: ${rate(perSecond(seal))} (${seal.rows} rows)`,
    `parquet-wasm alone ${rate(perSecond(write))}`,
    `ratio ${(perSecond(seal) / perSecond(write)).toFixed(2)}`,
    `${(seal.bytes / seal.rows).toFixed(2)} B/row of 8 columns`,
    `peak ${seal.peakMb.toFixed(0)} MB (goal ${GOAL_MB}; ${seal.restingMb.toFixed(0)} at rest)`,
  ].join(" · "));
} finally {
  Deno.removeSync(root, { recursive: true });
}
