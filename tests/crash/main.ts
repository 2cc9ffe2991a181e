/** `deno task crash [--kills 100] [--rate 5000] [--lives-ms 2500]`: the long form of crash_test.ts. */
import { Command } from "commander";
import { isFlawless, recordUnderKills } from "./kills.ts";

const { kills, rate, livesMs } = new Command("crash")
  .option("--kills <number>", "how often it is killed", Number, 100)
  .option("--rate <number>", "trades a second", Number, 5_000)
  .option("--lives-ms <number>", "the longest life between two kills", Number, 2_500)
  .parse(Deno.args, { from: "user" })
  .opts<{ kills: number; rate: number; livesMs: number }>();

const reports = await recordUnderKills({ kills, rate, livesMs, say: console.log });
for (const { key, rows, truth, missing, twice, different, falseClaims, unproven } of reports) {
  console.log(
    `${key}: ${rows} rows of ${truth}, ${missing} lost, ${twice} twice, ${different} different; ` +
      `${falseClaims} claims without rows, ${unproven} stretches without proof`,
  );
}
const isFine = reports.every(isFlawless);
console.log(`${kills} kills at ${rate} trades/s: ${isFine ? "nothing lost" : "FAILED"}`);
Deno.exit(isFine ? 0 : 1);
