/** The sandbox in a Worker of its own: it starts on a message, says where it listens, and stops on another. */
import { type Sandbox, type SandboxOptions, startSandbox } from "./server.ts";

export type SandboxCommand =
  | { readonly type: "start"; readonly options: Omit<SandboxOptions, "now"> }
  | { readonly type: "stop" };

export type SandboxFact =
  | { readonly type: "listening"; readonly port: number; readonly url: string }
  | { readonly type: "failed"; readonly reason: string }
  | { readonly type: "stopped" };

/** A Worker's own side, which the type library of a main isolate does not know. */
interface WorkerScope {
  onmessage: (event: MessageEvent<SandboxCommand>) => void;
  postMessage(fact: SandboxFact): void;
  close(): void;
}

serve(globalThis as unknown as WorkerScope);

function serve(scope: WorkerScope): void {
  let sandbox: Sandbox | undefined;

  function start(options: Omit<SandboxOptions, "now">): void {
    try {
      sandbox = startSandbox({ ...options, now: Date.now });
      scope.postMessage({ type: "listening", port: sandbox.port, url: sandbox.url });
    } catch (cause) {
      scope.postMessage({ type: "failed", reason: (cause as Error).message });
    }
  }

  async function stop(): Promise<void> {
    await sandbox?.stop();
    scope.postMessage({ type: "stopped" });
    scope.close();
  }

  scope.onmessage = ({ data: command }) => command.type === "start" ? start(command.options) : stop();
}
