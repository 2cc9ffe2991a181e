/** An exchange on loopback that answers as a wire says. The real host is the first segment of each path. */
import { NOW_MS, type PastCandle, type PastTrade } from "./history_truth.ts";
import type { Asked, Endpoint, Selection, Wire } from "./wire.ts";

export interface HistoryServer {
  url: string;
  /** What was asked for but instruments. */
  asked: Asked[];
  /** Answers every request that is not for instruments in this way, until it is null. */
  fault: ((asked: Asked) => Response) | null;
  /** The exchange's clock, ms. */
  nowMs: number;
  stop(): Promise<void>;
}

export interface Truth {
  trades: PastTrade[];
  candles: PastCandle[];
}

export function startHistoryServer(wire: Wire, truth: Truth): HistoryServer {
  const served = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const url = new URL(request.url);
    const path = "/" + url.pathname.split("/").slice(2).join("/");
    const text = await request.text();
    const asked: Asked = { path, query: url.searchParams, body: text ? JSON.parse(text) : {} };
    return answer(asked);
  });

  function answer(asked: Asked): Response {
    const instruments = wire.markets(asked);
    if (instruments !== undefined) return json(instruments);
    server.asked.push(asked);
    if (server.fault) return server.fault(asked);
    return from(wire.trades, truth.trades, asked) ?? from(wire.candles, truth.candles, asked) ??
      new Response(`no such endpoint: ${asked.path}`, { status: 404 });
  }

  function from<Row>(endpoint: Endpoint<Row> | undefined, rows: Row[], asked: Asked): Response | null {
    if (!endpoint?.is(asked)) return null;
    const selection = endpoint.select(asked);
    if ("body" in selection) return json(selection.body, selection.status);
    return json(endpoint.write(pick(rows, selection), asked));
  }

  const json = (body: unknown, status = 200) =>
    Response.json(body, { status, headers: { date: new Date(server.nowMs).toUTCString() } });

  const server: HistoryServer = {
    url: `http://127.0.0.1:${served.addr.port}`,
    asked: [],
    fault: null,
    nowMs: NOW_MS,
    stop: () => served.shutdown(),
  };
  return server;
}

function pick<Row>(rows: Row[], { keep, end, limit }: Selection<Row>): Row[] {
  const kept = rows.filter(keep);
  return end === "oldest" ? kept.slice(0, limit) : kept.slice(-limit);
}
