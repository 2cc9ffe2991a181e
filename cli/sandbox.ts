/** `tapedeck sandbox`: the built-in exchange alone. */
import { type SandboxOptions, startSandbox } from "../sandbox/server.ts";
import type { Environment } from "./environment.ts";
import { untilStopped } from "./signals.ts";

export interface SandboxFlags {
  port: number;
  seed?: number;
  rate?: number;
  timeScale?: number;
}

export async function sandbox(flags: SandboxFlags, environment: Environment): Promise<number> {
  const { print, complain, exit, clock } = environment;
  try {
    const exchange = open({ ...flags, now: clock.now });
    print(`sandbox exchange on ${exchange.url}`);
    await untilStopped(environment, { hangUp() {}, insist: () => exit(130) });
    await exchange.stop();
    return 0;
  } catch (error) {
    complain(`Cannot start the sandbox exchange: ${(error as Error).message}`);
    return 1;
  }
}

function open(options: SandboxOptions) {
  try {
    return startSandbox(options);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new Error(`port ${options.port} is taken; choose another with --port`);
  }
}
