/** A recorder under load: is anything lost, does memory stay flat, does the API still answer. */
import { join } from "@std/path";
import {
  inTempFolder,
  killProgram,
  startRecorderProgram,
  startSandboxProgram,
  stopProgram,
  untilHealthy,
} from "../e2e/program.ts";
import { judgeTrades, type Verdict } from "../e2e/verdict.ts";

export interface LoadOptions {
  seconds: number;
  /** Trades a second of the busiest symbol. */
  rate: number;
}

export interface LoadReport {
  verdict: Verdict;
  /** Resident memory of the recorder, MB, a sample a second. */
  memoryMb: number[];
  /** Of `/api/snapshot`, ms: before the first job and while recording. */
  idle: Latency;
  busy: Latency;
  holes: number;
}

export interface Latency {
  p50: number;
  p99: number;
}

export function recordUnderLoad({ seconds, rate }: LoadOptions): Promise<LoadReport> {
  return inTempFolder(async (folder) => {
    const sandbox = await startSandboxProgram(folder, { rate });
    try {
      const idle = await idleLatency(folder, sandbox.url, Math.min(seconds, 5));
      await writeConfig(folder, "busy.yaml", sandbox.url, "BTC/USDT");
      const { program, url } = await startRecorderProgram(folder, ["--config", "busy.yaml"]);
      const sampling = sampleMemory(program.pid, seconds);
      const busy = await latency(url, seconds * 1_000);
      const memoryMb = await sampling;
      const holes = await holesOf(url);
      await stopProgram(program);
      const verdict = await judgeTrades(join(folder, "data/sandbox/trades/BTC-USDT"), sandbox.url, "BTCUSDT");
      return { verdict, memoryMb, idle, busy, holes };
    } finally {
      await killProgram(sandbox.program);
    }
  });
}

/** The same program with next to nothing to record. */
async function idleLatency(folder: string, endpoint: string, seconds: number): Promise<Latency> {
  await writeConfig(folder, "idle.yaml", endpoint, "QUIET/USDT");
  const { program, url } = await startRecorderProgram(folder, ["--config", "idle.yaml", "--data", "idle"]);
  await untilHealthy(url);
  const measured = await latency(url, seconds * 1_000);
  await stopProgram(program);
  return measured;
}

async function writeConfig(folder: string, name: string, endpoint: string, pair: string): Promise<void> {
  const config = {
    storage: { seal_interval: 10 },
    stream_jobs: [{ exchange: "sandbox", pairs: [pair], channels: ["trades"] }],
    exchanges: { sandbox: { endpoint } },
  };
  await Deno.writeTextFile(join(folder, name), JSON.stringify(config)); // JSON is YAML
}

/** Asks every 20 ms for so long; the first second, in which all is loaded, does not count. */
async function latency(url: string, forMs: number): Promise<Latency> {
  const times: number[] = [];
  const startedAt = performance.now();
  while (performance.now() - startedAt < forMs) {
    const askedAt = performance.now();
    await (await fetch(`${url}/api/snapshot`)).arrayBuffer();
    if (askedAt - startedAt > 1_000) times.push(performance.now() - askedAt);
    await new Promise((done) => setTimeout(done, 20));
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { p50: at(0.5), p99: at(0.99) };
}

async function sampleMemory(pid: number, seconds: number): Promise<number[]> {
  const samples: number[] = [];
  for (let second = 0; second < seconds; second++) {
    await new Promise((done) => setTimeout(done, 1_000));
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    samples.push(Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1_024);
  }
  return samples;
}

async function holesOf(url: string): Promise<number> {
  const { series } = await (await fetch(`${url}/api/snapshot`)).json();
  return series.reduce((sum: number, { holes }: { holes: unknown[] }) => sum + holes.length, 0);
}
