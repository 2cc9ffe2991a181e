/**
 * The long form of crash_test.ts and faults_test.ts: `[--seeds 3]` crashes at each operation with prefixes and with
 * pages torn, and each operation failing in every way; `--stride 7` takes every seventh operation only.
 */
import { readNumbers } from "../tools/numbers.ts";
import { countPoints, crashAt } from "./crash_points.ts";
import { faultAt, FAULTS } from "./fault_points.ts";

const { seeds, stride } = readNumbers({ seeds: 3, stride: 1 });

let crashes = 0;
const points = await countPoints();
for (let k = 1; k <= points; k += stride) {
  for (let seed = 0; seed < seeds; seed++) {
    for (const tearing of ["prefix", "pages"] as const) {
      await crashAt(k, k + seed * 1000, tearing);
      crashes++;
    }
  }
}
console.log(`${points} operations, ${crashes} crashes: nothing lost, nothing invented, no claim wrong`);

let faults = 0;
const operations = await faultAt({ at: Infinity, ...FAULTS[0] }, true);
for (let at = 1; at <= operations; at += stride) {
  for (const fault of FAULTS) {
    await faultAt({ at, ...fault }, at % 4 === 0);
    faults++;
  }
}
console.log(`${operations} operations, ${faults} faults: nothing lost, nothing invented, no claim wrong`);
