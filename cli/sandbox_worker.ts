/** The built-in exchange beside the recorder, in a Worker of its own. */
import type { SandboxFact } from "../sandbox/worker.ts";

export interface HostedSandbox {
  url: string;
  stop(): void;
}

/** Resolves when it listens, on a free port of the loopback. Its market goes on whenever it starts. */
export function openSandbox(): Promise<HostedSandbox> {
  const worker = new Worker(new URL("../sandbox/worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<HostedSandbox>();
  worker.onmessage = ({ data: fact }: MessageEvent<SandboxFact>) => {
    if (fact.type === "listening") resolve({ url: fact.url, stop: () => worker.terminate() });
    else if (fact.type === "failed") reject(new Error(`Cannot start the sandbox exchange: ${fact.reason}`));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`Cannot start the sandbox exchange: ${event.message}`));
  };
  worker.postMessage({ type: "start", options: {} });
  return promise;
}
