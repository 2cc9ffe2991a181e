import { faultAt, FAULTS } from "./fault_points.ts";

/** The short form; `crash_main.ts` takes every operation with every fault. */
const STRIDE = 7;

Deno.test("a disk that fails at an operation, once or for a while, costs nothing that was acknowledged", async () => {
  const operations = await faultAt({ at: Infinity, ...FAULTS[0] }, true);
  let points = 0;
  for (let at = 1; at <= operations; at += STRIDE, points++) {
    await faultAt({ at, ...FAULTS[points % FAULTS.length] }, points % 4 === 0);
  }
  console.log(`${points} of ${operations * FAULTS.length} faults`);
});
