/** Ten histories at once against one exchange: how much of its allowance they use, by its own count. */
import { stopProgram } from "../e2e/program.ts";
import { askJson } from "./backfills.ts";
import { onScene } from "./scene.ts";

export interface AllowanceReport {
  /** Weight used in each whole minute. */
  minutes: number[];
  /** In any minute, also before and after. */
  most: number;
  /** Answers 429 and 418. */
  refused: number;
}

/** Of weight, a minute. */
export const ALLOWED = 6_000;
const GOAL = 0.9;
const MINUTE_MS = 60_000;
const POLL_MS = 100;

/** More history than can be had in hours. */
const WANTED = {
  pairs: ["BTC", "ETH", "QUIET", "FRESH", "PAUSE"].map((base) => `${base}/USDT`),
  start: "2020-01-01",
};
const HISTO_JOBS = [WANTED, { ...WANTED, data_type: "trades" }];

interface Sent {
  weight: { used: number; most: number };
  requests: Record<string, Record<string, number>>;
}

/** Watches for so many whole minutes. */
export function useAllowance(minutes: number): Promise<AllowanceReport> {
  return onScene({ rate: 20, histoJobs: HISTO_JOBS }, async ({ record, exchangeUrl }) => {
    const { program } = await record();
    const first = Math.floor(Date.now() / MINUTE_MS) + 1;
    const used = new Map<number, number>();
    const ask = () => askJson<Sent>(`${exchangeUrl}/_sandbox/sent`);
    let sent = await ask();
    for (let at = Date.now(); at < (first + minutes) * MINUTE_MS; at = Date.now()) {
      const minute = Math.floor(at / MINUTE_MS);
      sent = await ask();
      // An answer may tell of the minute that has just begun, where nothing was counted yet.
      if (Math.floor(Date.now() / MINUTE_MS) === minute) {
        used.set(
          minute,
          Math.max(used.get(minute) ?? 0, minute * MINUTE_MS + 1_000 < at ? sent.weight.used : 0),
        );
      }
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
    const code = await stopProgram(program);
    if (code !== 0) throw new Error(`the stop gave exit code ${code}:\n${program.output()}`);
    return {
      minutes: Array.from({ length: minutes }, (_, n) => used.get(first + n) ?? 0),
      most: sent.weight.most,
      refused: countOf(sent, "429") + countOf(sent, "418"),
    };
  });
}

const countOf = ({ requests }: Sent, status: string): number =>
  Object.values(requests).reduce((sum, counts) => sum + (counts[status] ?? 0), 0);

export const isWithin = ({ minutes, most, refused }: AllowanceReport): boolean =>
  most <= ALLOWED && refused === 0 && minutes.every((used) => used / ALLOWED >= GOAL);
