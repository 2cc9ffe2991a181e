/**
 * The long forms of the tests of history.
 *
 *     deno task history fill [--days 365] [--tradeDays 7] [--trades 10000000] [--percent 5] [--minutes 90]
 *     deno task history kills [--kills 50] [--trades 2500000] [--lives 2000]
 *     deno task history allowance [--minutes 3]
 */
import { readNumbers } from "../tools/numbers.ts";
import { ALLOWED, isWithin, useAllowance } from "./allowance.ts";
import { fillUnderTrouble, isFlawless as isFilled } from "./fill.ts";
import { backfillUnderKills, IN_FLIGHT, isFlawless as isUnharmed } from "./kills.ts";

const [scenario, ...options] = Deno.args;

const SCENARIOS: Record<string, () => Promise<boolean>> = { fill, kills, allowance };

async function fill(): Promise<boolean> {
  const numbers = readNumbers(
    { days: 365, tradeDays: 7, trades: 10_000_000, percent: 5, minutes: 90 },
    options,
  );
  const report = await fillUnderTrouble({
    candleDays: numbers.days,
    tradeDays: numbers.tradeDays,
    trades: numbers.trades,
    probability: numbers.percent / 100,
    timeoutMs: numbers.minutes * 60_000,
    say: console.log,
  });
  const { refilled, rounds, askedAgain, askedForDay, askedElsewhere, requests, failed } = report;
  console.log(`${requests} requests, of which ${failed} failed; ${rounds} rounds until all was done`);
  console.log(`a further backfill asked ${askedAgain} times`);
  console.log(`a day was deleted: ${askedForDay} requests for it, ${askedElsewhere} for other times`);
  console.log(`after that: ${JSON.stringify(refilled)}`);
  return isFilled(report);
}

async function kills(): Promise<boolean> {
  const { kills, trades, lives } = readNumbers({ kills: 50, trades: 2_500_000, lives: 2_000 }, options);
  const report = await backfillUnderKills({ kills, trades, livesMs: lives, say: console.log });
  const { windowsTwice, interruptions, status, records } = report;
  console.log(`trades ${JSON.stringify(report.trades)}`);
  console.log(`candles ${JSON.stringify(report.candles)}`);
  console.log(
    `${report.kills} kills; ${windowsTwice} windows asked twice (limit ${report.kills * IN_FLIGHT})`,
  );
  console.log(`${records} backfill on record: ${status}, its log tells of ${interruptions} interruptions`);
  return isUnharmed(report);
}

async function allowance(): Promise<boolean> {
  const { minutes } = readNumbers({ minutes: 3 }, options);
  const report = await useAllowance(minutes);
  const shares = report.minutes.map((used) => (used / ALLOWED).toFixed(3));
  console.log(`weight used a minute: ${report.minutes.join(", ")} of ${ALLOWED} (${shares.join(", ")})`);
  console.log(`most in any minute: ${report.most}; refused with 429 or 418: ${report.refused}`);
  return isWithin(report);
}

const run = SCENARIOS[scenario];
if (!run) {
  console.error(`Cannot run "${scenario ?? ""}": there are ${Object.keys(SCENARIOS).join(", ")}`);
  Deno.exit(2);
}
const isFine = await run();
console.log(`${scenario}: ${isFine ? "as it should be" : "FAILED"}`);
Deno.exit(isFine ? 0 : 1);
