/** Captured exchange traffic: where it is, and its lines. Shares no code with the product. */
import { fromFileUrl } from "@std/path";

export type CaptureName =
  | "BINANCE"
  | "BINANCE_FUTURES"
  | "BINANCE_US"
  | "OKX"
  | "KRAKEN_FUTURES"
  | "COINBASE"
  | "GATEIO"
  | "BITFINEX"
  | "BITMEX"
  | "BYBIT"
  | "KRAKEN";

export interface Capture {
  name: CaptureName;
  /** HTTP answers by URL without its scheme. */
  answers: Map<string, string>;
  /** Frames that the exchange sent, in order. */
  frames: string[];
}

/** The WebSocket connection of each capture that carries its trades. */
const SOCKETS: Record<CaptureName, string> = {
  BINANCE: "ws.1.0",
  BINANCE_FUTURES: "ws.1.0",
  BINANCE_US: "ws.1.0",
  OKX: "ws.1.0",
  KRAKEN_FUTURES: "ws.1.0",
  COINBASE: "ws.28.0",
  GATEIO: "ws.1.0",
  BITFINEX: "ws.11.0",
  BITMEX: "ws.1.0",
  BYBIT: "ws.25.0",
  KRAKEN: "ws.48.0",
};

/** `TAPEDECK_CAPTURES`, else `../shared/captures` beside the repository; null where there is none. */
export function captureFolder(): string | null {
  const root = fromFileUrl(new URL("../../../", import.meta.url));
  const folder = Deno.env.get("TAPEDECK_CAPTURES") ?? `${root}../shared/captures`;
  try {
    return Deno.statSync(folder).isDirectory ? folder : null;
  } catch {
    return null;
  }
}

/** Options of a test that needs the captures: it is skipped, and says why, where they are absent. */
export function withCaptures(name: string): { name: string; ignore: boolean } {
  const absent = captureFolder() === null;
  return { name: absent ? `${name} (skipped: TAPEDECK_CAPTURES names no folder)` : name, ignore: absent };
}

export function readCapture(name: CaptureName): Capture {
  const folder = captureFolder();
  if (folder === null) throw new Error(`Cannot read capture ${name}: set TAPEDECK_CAPTURES to its folder`);
  const answers = new Map<string, string>();
  for (const file of [`${name}.0`, `${name}.http.0.0`]) {
    for (const line of linesOf(`${folder}/${file}`)) {
      const match = /^https?:\/\/(\S+) -> [\d.]+: (.*)$/.exec(line);
      if (match) answers.set(match[1], match[2]);
    }
  }
  const frames = linesOf(`${folder}/${name}.${SOCKETS[name]}`)
    .flatMap((line) => /^[\d.]+: (.*)$/.exec(line)?.[1] ?? []);
  return { name, answers, frames };
}

function linesOf(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
