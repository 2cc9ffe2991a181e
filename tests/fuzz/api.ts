/**
 * Asks a running tapedeck thousands of questions made of its own document. Whatever comes: no defect, an answer within
 * 5 s that the document names, in the shape that it gives, without a secret; and the program's memory stays as it is.
 *
 * Left alone are `settings.ui_host` and `ui_port`, where the program would go and not be found by the next question,
 * the token, and real exchanges.
 */
import fc from "fast-check";
import { join } from "@std/path";
import { onStage } from "../e2e/stage.ts";
import { shapesOf } from "./api_document.ts";
import { createFuzzClient, SECRETS } from "./api_client.ts";
import { questionsOf } from "./api_questions.ts";

export interface FuzzedApi {
  questions: number;
  /** How often each status was answered. */
  statuses: Record<string, number>;
  slowestMs: number;
  /** Of the program, after each tenth of the questions and a rest, MB. */
  memoryMb: number[];
}

const { token, hook, password, apiKey, secret } = SECRETS;
const CONFIG = {
  settings: { ui_auth_token: token },
  histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
  stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
  alerts: { webhook_url: `http://127.0.0.1:1/${hook}` },
  exchanges: { binance: { proxy: `http://user:${password}@127.0.0.1:1`, options: { apiKey, secret } } },
};
const CHUNK = 250;

/**
 * So that the program's memory is what it holds: V8 would let each isolate's garbage grow to 48 MB, and malloc gives every
 * thread an arena of its own that hardly shrinks.
 */
const FRUGAL = { DENO_V8_FLAGS: "--max-semi-space-size=1", MALLOC_ARENA_MAX: "1" };

/** Throws with the question where an answer is none that there may be. `restMs`: before each look at the memory. */
export async function fuzzApi(runs: number, seed: number, restMs = 0): Promise<FuzzedApi> {
  let fuzzed: FuzzedApi | null = null;
  await onStage(async ({ record, write, folder }) => {
    await write("tapedeck.yaml", CONFIG);
    const { program, url } = await record([], { env: FRUGAL });
    const client = await createFuzzClient(url, runs);
    const questions = questionsOf(client.api, client.config);
    const shapes = shapesOf(client.api);
    const memoryMb: number[] = [];
    for (let done = 0; done < runs; done += CHUNK) {
      const chunk = fc.sample(questions, { numRuns: Math.min(CHUNK, runs - done), seed: seed + done });
      for (const question of chunk) await client.ask(question, shapes);
      await restored(client, () => write("tapedeck.yaml", CONFIG));
      if (done + CHUNK < (memoryMb.length + 1) * runs / 10) continue;
      await new Promise((rested) => setTimeout(rested, restMs));
      memoryMb.push(await residentMb(program.pid));
    }
    client.expectNoSecret("what the program printed", program.output());
    client.expectNoSecret(
      "its log",
      await Deno.readTextFile(join(folder, "data/.tapedeck/logs/tapedeck.log")),
    );
    const { statuses, slowestMs } = client;
    fuzzed = { questions: runs, statuses, slowestMs, memoryMb };
  });
  return fuzzed!;
}

/** Brings the config back, so that what follows is not answered by "read-only" alone. */
async function restored(client: { restore(): Promise<boolean> }, byFile: () => Promise<void>): Promise<void> {
  if (await client.restore()) return;
  await byFile();
  for (let n = 0; n < 200; n++) {
    await new Promise((done) => setTimeout(done, 100));
    if (await client.restore()) return;
  }
  throw new Error("Cannot bring back the config: neither by PUT nor by the file is it taken within 20 s");
}

async function residentMb(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1_000;
}
