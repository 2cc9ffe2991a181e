/**
 * Rows merged a second, from a day's parts to its file, against one plain write of the same rows; and the memory
 * that it takes. `--rows 10000000` is a busy day.
 */
import { rate } from "./measure.ts";
import { option, runStep } from "./steps.ts";

const GOAL_MB = 300;
const rows = option("rows", 1_000_000);
const root = Deno.makeTempDirSync({ prefix: "tapedeck-bench-" });
try {
  await runStep("journal", root, rows);
  await runStep("seal", root);
  const merge = await runStep("merge", root);
  const write = await runStep("write", rows);
  const perSecond = (step: typeof merge) => step.rows / step.seconds;
  console.log([
    `merge: ${rate(perSecond(merge))} (${merge.rows} rows)`,
    `plain write ${rate(perSecond(write))}`,
    `ratio ${(perSecond(merge) / perSecond(write)).toFixed(2)}`,
    `peak ${merge.peakMb.toFixed(0)} MB (goal ${GOAL_MB}; ${merge.restingMb.toFixed(0)} at rest)`,
  ].join(" · "));
} finally {
  Deno.removeSync(root, { recursive: true });
}
