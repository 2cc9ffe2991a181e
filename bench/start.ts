/**
 * How long from a new process to the first answer of `/health`, beside a bare `Deno.serve`. Caches are warm, the
 * folder is empty, the config the starter's.
 */
import { inTempFolder } from "../tests/e2e/program.ts";
import { median, spread } from "./measure.ts";

const RUNS = 11;
const GOAL_MS = 100;
const ROOT = new URL("../", import.meta.url).pathname;
const BARE = "Deno.serve({ port: +Deno.args[0], hostname: '127.0.0.1' }, () => new Response('ok'))";

const program: number[] = [];
const bare: number[] = [];
for (let run = -1; run < RUNS; run++) {
  const [bareMs, programMs] = await inTempFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/bare.ts`, BARE);
    const start = [
      "run",
      "-A",
      "--unstable-lazy-dynamic-imports",
      "--config",
      `${ROOT}deno.json`,
      `${ROOT}main.ts`,
      "start",
      "--port",
    ];
    return [await answerMs(cwd, ["run", "-A", "--no-config", "bare.ts"]), await answerMs(cwd, start)];
  });
  if (run < 0) continue; // caches are warm after it
  bare.push(bareMs);
  program.push(programMs);
}
const figure = (ms: number[]) => `${median(ms).toFixed(0)} ms ±${Math.round(spread(ms) * 100)} %`;
console.log(
  `start to the first answer of /health: ${figure(program)} (goal ${GOAL_MS} ms) · bare Deno.serve ` +
    `${figure(bare)} · ratio ${(median(program) / median(bare)).toFixed(1)}`,
);

/** From spawning deno with these arguments, and a port after them, to its first answer there. */
async function answerMs(cwd: string, args: string[]): Promise<number> {
  const port = freePort();
  const startedMs = performance.now();
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const child = new Deno.Command(Deno.execPath(), { args: [...args, `${port}`], cwd, ...quiet }).spawn();
  while (!(await answers(port))) await new Promise((done) => setTimeout(done, 1));
  const tookMs = performance.now() - startedMs;
  child.kill("SIGKILL");
  await child.status;
  return tookMs;
}

async function answers(port: number): Promise<boolean> {
  try {
    await (await fetch(`http://127.0.0.1:${port}/health`)).text();
    return true;
  } catch {
    return false;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
