/**
 * A recorder under `kill -9`: it records the sandbox exchange, which runs as a process of its own so that its market
 * lives on, is killed at random moments, started again, and at the end stopped properly. What is in Parquet then is
 * compared with the exchange's truth, and the ledger with what is in Parquet.
 */
import { join } from "@std/path";
import {
  inTempFolder,
  killProgram,
  startRecorderProgram,
  startSandboxProgram,
  stopProgram,
} from "../e2e/program.ts";
import { untilHealed } from "../e2e/snapshot.ts";
import { judgeTrades, type Verdict } from "../e2e/verdict.ts";
import { type Claims, judgeClaims } from "./claims.ts";

export interface KillOptions {
  kills: number;
  /** Trades a second of the busiest symbol. */
  rate: number;
  /** Between two kills at most, ms. */
  livesMs: number;
  say?(line: string): void;
}

export type KillReport = { key: string } & Verdict & Claims;

const SYMBOLS = { "sandbox/trades/BTC-USDT": "BTCUSDT", "sandbox/trades/ETH-USDT": "ETHUSDT" };

/** A report for each series. */
export function recordUnderKills(
  { kills, rate, livesMs, say = () => {} }: KillOptions,
): Promise<KillReport[]> {
  return inTempFolder(async (folder) => {
    const sandbox = await startSandboxProgram(folder, { rate });
    try {
      await writeConfig(folder, sandbox.url);
      for (let kill = 1; kill <= kills; kill++) {
        const { program } = await startRecorderProgram(folder);
        await new Promise((done) => setTimeout(done, 200 + Math.random() * livesMs));
        await killProgram(program);
        say(`kill ${kill} of ${kills}`);
      }
      const { program, url } = await startRecorderProgram(folder);
      await untilHealed(url);
      const code = await stopProgram(program);
      if (code !== 0) throw new Error(`the last stop gave exit code ${code}:\n${program.output()}`);
      return await Promise.all(
        Object.entries(SYMBOLS).map(async ([key, symbol]) => ({
          key,
          ...await judgeTrades(join(folder, "data", key), sandbox.url, symbol),
          ...await judgeClaims(folder, key),
        })),
      );
    } finally {
      await killProgram(sandbox.program);
    }
  });
}

export function isFlawless(
  { rows, truth, missing, twice, different, falseClaims, unproven }: KillReport,
): boolean {
  return rows > 0 && rows === truth && missing + twice + different + falseClaims + unproven === 0;
}

async function writeConfig(folder: string, endpoint: string): Promise<void> {
  const config = {
    storage: { seal_interval: 2 },
    stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades"] }],
    histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
    exchanges: { sandbox: { endpoint } },
  };
  await Deno.writeTextFile(join(folder, "tapedeck.yaml"), JSON.stringify(config)); // JSON is YAML
}
