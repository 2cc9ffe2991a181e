import { deepStrictEqual as equal, ok } from "node:assert";
import type { SandboxCommand, SandboxFact } from "../../sandbox/worker.ts";
import { getJson } from "./support.ts";

function openWorker() {
  const worker = new Worker(new URL("../../sandbox/worker.ts", import.meta.url), { type: "module" });
  const answer = () =>
    new Promise<SandboxFact>((resolve) =>
      worker.onmessage = ({ data }: MessageEvent<SandboxFact>) => resolve(data)
    );
  return {
    ask(command: SandboxCommand): Promise<SandboxFact> {
      const fact = answer();
      worker.postMessage(command);
      return fact;
    },
    end: () => worker.terminate(),
  };
}

Deno.test("in a Worker it says where it listens, serves real time, and stops when told", async () => {
  const worker = openWorker();
  try {
    const fact = await worker.ask({ type: "start", options: { seed: 1 } });
    if (fact.type !== "listening") throw new Error(`it is not listening but ${fact.type}`);
    const { serverTime } = await getJson<{ serverTime: number }>(`${fact.url}/api/v3/time`);
    ok(Math.abs(Date.now() - serverTime) < 5000);
    const second = openWorker();
    const failed = await second.ask({ type: "start", options: { port: fact.port } });
    second.end();
    equal([failed.type, failed.type === "failed" && failed.reason.includes(`:${fact.port}`)], [
      "failed",
      true,
    ]);
    equal(await worker.ask({ type: "stop" }), { type: "stopped" });
  } finally {
    worker.end();
  }
});
