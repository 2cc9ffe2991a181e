/** `deno task crash [--kills 100] [--rate 5000] [--lives 2500]`: the long form of crash_test.ts; lives in ms. */
import { readNumbers } from "../tools/numbers.ts";
import { isFlawless, recordUnderKills } from "./kills.ts";

const { kills, rate, lives } = readNumbers({ kills: 100, rate: 5_000, lives: 2_500 });
const reports = await recordUnderKills({ kills, rate, livesMs: lives, say: console.log });
for (const { key, rows, truth, missing, twice, different, falseClaims, unproven } of reports) {
  console.log(
    `${key}: ${rows} rows of ${truth}, ${missing} lost, ${twice} twice, ${different} different; ` +
      `${falseClaims} claims without rows, ${unproven} stretches without proof`,
  );
}
const isFine = reports.every(isFlawless);
console.log(`${kills} kills at ${rate} trades/s: ${isFine ? "nothing lost" : "FAILED"}`);
Deno.exit(isFine ? 0 : 1);
