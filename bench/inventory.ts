/**
 * Answers a second of `/api/inventory` with 5,000 series, beside a bare `Deno.serve` handler that sends as many
 * bytes. Both are processes of their own, asked in turn over four connections that stay open.
 */
import { join } from "@std/path";
import { inTempFolder, killProgram, startRecorderProgram } from "../tests/e2e/program.ts";
import { line, measure } from "./measure.ts";

const SERIES = 5_000;
const CONNECTIONS = 4;
const ASKED = 400;
const GOAL = 0.45;
const ROOT = new URL("../", import.meta.url).pathname;
const BARE = `const bytes = new Uint8Array(+Deno.args[0]).fill(32);
Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ({ port }) => console.log("port " + port + ";") },
  () => new Response(bytes, { headers: { "content-type": "application/json", "cache-control": "no-transform" } }));`;

await inTempFolder(async (folder) => {
  await fill(join(folder, "data"));
  const { program, url } = await startRecorderProgram(folder);
  const inventory = await untilAllAreThere(`${url}/api/inventory`);
  const bare = await startBare(folder, inventory.length);
  try {
    const path = "/api/inventory";
    const baseline = await measure("a bare Deno.serve", () => ask(bare.port, "/"));
    const ours = await measure("/api/inventory", () => ask(Number(new URL(url).port), path));
    const again = await measure("a bare Deno.serve", () => ask(bare.port, "/"));
    const bareRate = (baseline.perSecond + again.perSecond) / 2;
    const ratio = (ours.perSecond / bareRate).toFixed(2);
    console.log(line(ours, `${SERIES} series, ${inventory.length} bytes`, `${ratio} of bare (goal ${GOAL})`));
    console.log(line(baseline), "before;", line(again), "after");
  } finally {
    bare.child.kill("SIGKILL");
    await bare.child.status;
    await killProgram(program);
  }
});

async function fill(data: string): Promise<void> {
  const tool = join(ROOT, "tests/tools/many_series.ts");
  const config = join(ROOT, "tests/deno.json");
  await Deno.mkdir(data);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", config, tool, data, `${SERIES}`],
    stdout: "null",
  }).spawn().status;
  if (!success) throw new Error(`Cannot fill ${data}`);
}

/** The totals are told while the folder is looked through. */
async function untilAllAreThere(url: string): Promise<Uint8Array> {
  for (;;) {
    const text = await (await fetch(url)).text();
    if (JSON.parse(text).length >= SERIES) return new TextEncoder().encode(text);
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function startBare(folder: string, bytes: number): Promise<{ child: Deno.ChildProcess; port: number }> {
  await Deno.writeTextFile(join(folder, "bare.ts"), BARE);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", join(folder, "bare.ts"), `${bytes}`],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const found = /port (\d+);/.exec(text);
    if (found) return { child, port: Number(found[1]) };
  }
  throw new Error("Cannot start a bare Deno.serve");
}

/** Asks so many times in all, over a few connections at once. Gives how often it was answered. */
async function ask(port: number, path: string): Promise<number> {
  const share = ASKED / CONNECTIONS;
  await Promise.all(Array.from({ length: CONNECTIONS }, () => askOver(port, path, share)));
  return ASKED;
}

/** `fetch` would cost more than the server: this reads no more than it must to tell where an answer ends. */
async function askOver(port: number, path: string, times: number): Promise<void> {
  using socket = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
  const buffer = new Uint8Array(1 << 20);
  for (let n = 0; n < times; n++) {
    await socket.write(request);
    const first = await socket.read(buffer) ?? 0;
    let missing = lengthOf(buffer.subarray(0, first)) - first;
    while (missing > 0) missing -= await socket.read(buffer) ?? fail("the connection ended early");
  }
}

/** Bytes of the answer whose head these bytes begin with. */
function lengthOf(bytes: Uint8Array): number {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 4_096));
  const end = text.indexOf("\r\n\r\n");
  const length = /content-length: (\d+)/i.exec(text);
  if (end < 0 || !length || !text.startsWith("HTTP/1.1 200")) fail(`the answer is ${text.slice(0, 200)}`);
  return end + 4 + Number(length![1]);
}

function fail(why: string): never {
  throw new Error(`Cannot measure: ${why}`);
}
