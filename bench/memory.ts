/**
 * What a recorder at rest holds in memory (resident, as Linux counts it): its main isolate beside a bare
 * `Deno.serve`, and the whole with one exchange and with two.
 */
import { realClock } from "../actors/kernel/mod.ts";
import {
  inTempFolder,
  killProgram,
  type Program,
  startProgram,
  startRecorderProgram,
  startSandboxProgram,
} from "../tests/e2e/program.ts";

const MAIN_GOAL_MB = 60;
const VENUE_GOAL_MB = 80;
/** After it markets are loaded and the first candles collected. */
const SETTLE_MS = 5_000;
const MAIN_ISOLATE = "main-isolate";
const NOWHERE = { isTerminal: false, columns: () => 80, write: () => Promise.resolve() };

if (Deno.args[0] === MAIN_ISOLATE) await startWithoutWorkers();
else await inTempFolder(bench);

async function bench(cwd: string): Promise<void> {
  const binary = Deno.execPath();
  const sandbox = await startSandboxProgram(cwd, { rate: 1 });
  await Deno.writeTextFile(`${cwd}/bare.ts`, "Deno.serve({ port: 0 }, () => new Response('ok'))");
  await writeConfig(cwd, sandbox.url, ["sandbox"]);
  const bareMb = await restingMb(startProgram(["run", "-A", "--no-config", "bare.ts"], { cwd, binary }));
  const itself = [
    "run",
    "-A",
    "--config",
    new URL("../deno.json", import.meta.url).pathname,
    import.meta.filename!,
  ];
  const mainMb = await restingMb(startProgram([...itself, MAIN_ISOLATE], { cwd, binary }));
  const oneMb = await restingMb((await startRecorderProgram(cwd)).program);
  await writeConfig(cwd, sandbox.url, ["sandbox", "binance"]);
  const twoMb = await restingMb((await startRecorderProgram(cwd)).program);
  await killProgram(sandbox.program);

  const workers = Math.max(1, navigator.hardwareConcurrency - 1);
  console.log(
    `memory at rest: main isolate ${mb(mainMb - bareMb)} above bare Deno's ${
      mb(bareMb)
    } (goal ${MAIN_GOAL_MB} MB) · ` +
      `the whole with one exchange ${mb(oneMb)} · a second one ${mb(twoMb - oneMb)} more ` +
      `(goal ${VENUE_GOAL_MB} MB; Workers for exchanges: ${workers})`,
  );
}

/** `tapedeck start` as it is, with Workers that never come to life. */
async function startWithoutWorkers(): Promise<void> {
  const { start } = await import("../cli/start.ts");
  globalThis.Worker = class extends EventTarget {
    postMessage(): void {}
    terminate(): void {}
  } as unknown as typeof Worker;
  await start({ port: 0 }, {
    env: {},
    cwd: Deno.cwd(),
    home: null,
    clock: realClock(),
    fetch,
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    colour: false,
    stdout: NOWHERE,
    stderr: NOWHERE,
    onSignal: () => {},
    exit: Deno.exit,
  });
}

async function writeConfig(cwd: string, endpoint: string, exchanges: string[]): Promise<void> {
  const stream_jobs = exchanges.map((exchange) => ({ exchange, pairs: ["BTC/USDT"], channels: ["trades"] }));
  const reached = Object.fromEntries(exchanges.map((exchange) => [exchange, { endpoint }]));
  await Deno.writeTextFile(`${cwd}/tapedeck.yaml`, JSON.stringify({ stream_jobs, exchanges: reached })); // JSON is YAML
}

async function restingMb(program: Program): Promise<number> {
  await new Promise((done) => setTimeout(done, SETTLE_MS));
  const status = await Deno.readTextFile(`/proc/${program.pid}/status`);
  await killProgram(program);
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1_000;
}

function mb(figure: number): string {
  return `${figure.toFixed(0)} MB`;
}
