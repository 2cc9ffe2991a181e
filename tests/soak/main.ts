/** `deno task soak [--seconds 60] [--rate 20000]`: the long form of soak_test.ts. */
import { readNumbers } from "../tools/numbers.ts";
import { recordUnderLoad } from "./load.ts";

const { seconds, rate } = readNumbers({ seconds: 60, rate: 20_000 });

const { verdict, memoryMb, idle, busy, holes } = await recordUnderLoad({ seconds, rate });
const { rows, missing, twice, different } = verdict;
const quarter = Math.max(1, Math.floor(memoryMb.length / 4));
const mean = (samples: number[]) => samples.reduce((sum, mb) => sum + mb, 0) / samples.length;
console.log(
  `${seconds} s at ${rate} trades/s: ${rows} rows, ${missing} lost, ${twice} twice, ${different} different`,
);
console.log(`holes open at the end: ${holes}`);
console.log(
  `memory: first quarter ${mean(memoryMb.slice(0, quarter)).toFixed(0)} MB, ` +
    `last quarter ${mean(memoryMb.slice(-quarter)).toFixed(0)} MB, most ${
      Math.max(...memoryMb).toFixed(0)
    } MB`,
);
for (const [name, { p50, p99 }] of [["idle", idle], ["busy", busy]] as const) {
  console.log(`/api/snapshot ${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (goal p99 < 50 ms)`);
}
Deno.exit(missing + twice + different === 0 && rows > 0 ? 0 : 1);
