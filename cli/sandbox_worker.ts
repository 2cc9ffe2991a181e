/** The built-in exchange beside the recorder, in a Worker of its own. */
import type { ReachedExchange } from "../actors/venue/found_markets.ts";
import type { SandboxFact } from "../sandbox/worker.ts";
import type { Config } from "../schemas/config.ts";

export interface SandboxHost {
  /** The config with the address of the built-in exchange, which runs from the first one on that has jobs for it. */
  reach(config: Config): Promise<Config>;
  /** How an exchange is reached, whether or not there are jobs for it; the built-in one runs from then on. */
  reachOne(exchange: string, config: Config): Promise<ReachedExchange>;
  stop(): void;
}

/** `failed` is told when the exchange ends by itself; it is started anew at the next `reach`. */
export function hostSandbox(failed: (reason: string) => void): SandboxHost {
  let opened: OpenedSandbox | null = null;

  function ended(reason: string): void {
    opened = null;
    failed(reason);
  }

  function address(): Promise<string> {
    opened ??= openSandbox(ended);
    return opened.url;
  }

  return {
    async reach(config) {
      if (!wantsSandbox(config)) return config;
      const sandbox = { ...config.exchanges.sandbox, endpoint: await address() };
      return { ...config, exchanges: { ...config.exchanges, sandbox } };
    },
    async reachOne(exchange, { exchanges }) {
      const { endpoint = null, options = {} } = exchanges[exchange] ?? {};
      const isBuiltIn = exchange === "sandbox" && endpoint === null;
      return { exchange, endpoint: isBuiltIn ? await address() : endpoint, options };
    },
    stop: () => opened?.worker.terminate(),
  };
}

/** One that has an endpoint runs elsewhere. */
function wantsSandbox({ stream_jobs, histo_jobs, exchanges }: Config): boolean {
  const jobs = [...stream_jobs, ...histo_jobs];
  return !exchanges.sandbox?.endpoint && jobs.some(({ exchange }) => exchange === "sandbox");
}

interface OpenedSandbox {
  worker: Worker;
  /** When it listens, on a free port of the loopback. Its market goes on whenever it starts. */
  url: Promise<string>;
}

function openSandbox(ended: (reason: string) => void): OpenedSandbox {
  const worker = new Worker(new URL("../sandbox/worker.ts", import.meta.url), { type: "module" });
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  function fail(reason: string): void {
    reject(new Error(`Cannot start the sandbox exchange: ${reason}`));
    ended(reason);
  }
  worker.onmessage = ({ data: fact }: MessageEvent<SandboxFact>) => {
    if (fact.type === "listening") resolve(fact.url);
    else if (fact.type === "failed") fail(fact.reason);
  };
  worker.onerror = (event) => {
    event.preventDefault(); // or it would end the recorder too
    fail(event.message);
  };
  worker.postMessage({ type: "start", options: {} });
  return { worker, url };
}
