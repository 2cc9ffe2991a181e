/** `tapedeck sandbox`: the built-in exchange alone. */
import { startSandbox } from "../sandbox/server.ts";
import { untilStopped } from "./signals.ts";

export async function sandbox(
  options: { port: number; seed: number; rate?: number; timeScale: number },
): Promise<number> {
  try {
    const exchange = startSandbox({ ...options, now: Date.now });
    console.log(`sandbox exchange on ${exchange.url}`);
    await untilStopped(() => {});
    await exchange.stop();
    return 0;
  } catch (error) {
    console.error(`Cannot start the sandbox exchange: ${(error as Error).message}`);
    return 1;
  }
}
