/**
 * The sandbox exchange: a server on loopback that speaks Binance spot's public wire format, with a market that is
 * a function of its seed, faults on demand and a ledger of what it really sent.
 */
import { answerControl, CONTROL_PREFIX } from "./control.ts";
import { HOSTNAME, openDoor } from "./door.ts";
import { openFaults } from "./faults.ts";
import { openLedger } from "./ledger.ts";
import { openLimits } from "./limits.ts";
import { DEFAULT_MARKET, type MarketOptions, openMarket } from "./market.ts";
import { sequence } from "./random.ts";
import { answerRest } from "./rest.ts";
import { openSockets } from "./sockets.ts";

export interface SandboxOptions extends Partial<MarketOptions> {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Limits, bans and Retry-After pass so many times faster; 1 by default. The market keeps its pace. */
  readonly timeScale?: number;
  /** Market time in ms since 1970. */
  readonly now: () => number;
}

export interface Sandbox {
  readonly port: number;
  /** `http://127.0.0.1:{port}` */
  readonly url: string;
  /** Closes every connection, at once. */
  stop(): Promise<void>;
}

/** How often due frames are sent. */
const PUMP_MS = 10;

/**
 * Starts a sandbox exchange, which then listens. Throws where the port is taken or an option is out of range.
 *
 * ```ts
 * const sandbox = startSandbox({ seed: 7, rate: 100, now: Date.now });
 * const answer = await fetch(`${sandbox.url}/api/v3/aggTrades?symbol=BTCUSDT`);
 * await sandbox.stop();
 * ```
 */
export function startSandbox(options: SandboxOptions): Sandbox {
  const exchange = openExchange(options);
  const door = openDoor(options.port ?? 0, (request) => dispatch(exchange, request, refuse));
  const refuse = (forMs: number) => {
    exchange.sockets.closeAll();
    door.refuse(forMs);
  };
  const pumping = setInterval(exchange.sockets.pump, PUMP_MS);
  return {
    port: door.port,
    url: `http://${HOSTNAME}:${door.port}`,
    stop() {
      clearInterval(pumping);
      exchange.sockets.closeAll();
      return door.stop();
    },
  };
}

function openExchange(options: SandboxOptions) {
  const { now, timeScale = 1, seed = DEFAULT_MARKET.seed, rate = DEFAULT_MARKET.rate } = options;
  if (!(timeScale > 0)) throw new RangeError(`Cannot scale time by ${timeScale}: the scale must be above 0`);
  const common = {
    market: openMarket({ seed, rate }),
    faults: openFaults(now, sequence(seed)),
    ledger: openLedger(),
    limits: openLimits(now, timeScale),
    now,
    timeScale,
  };
  return { ...common, sockets: openSockets(common) };
}

/** Clients that keep a real host as first path segment(s) reach the same routes. */
function dispatch(
  exchange: ReturnType<typeof openExchange>,
  request: Request,
  refuse: (forMs: number) => void,
): Response | Promise<Response> {
  const path = new URL(request.url).pathname;
  if (path.startsWith(CONTROL_PREFIX)) {
    return answerControl({ ...exchange, refuse }, request, path.slice(CONTROL_PREFIX.length));
  }
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
    return exchange.sockets.accept(request, path) ??
      new Response("There are streams at /ws and /stream", { status: 404 });
  }
  const rest = /\/api\/v3\/(\w+)$/.exec(path);
  if (rest) return answerRest(exchange, request, rest[1]);
  if (/\/[fd]api\/v1\/exchangeInfo$/.test(path)) return Response.json({ symbols: [] }); // no contracts here
  return new Response("This is tapedeck's sandbox exchange: Binance spot's public API is at /api/v3\n", {
    status: 404,
  });
}
