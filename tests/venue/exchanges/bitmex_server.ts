/**
 * BitMEX on loopback, after its documents: `/api/v1` and the realtime socket, over trades and a book that the test
 * changes. The real host is the first segment of each path. Shares no code with the product.
 */
export interface SentTrade {
  timestamp: string;
  symbol: string;
  side: "Buy" | "Sell";
  size: number;
  price: number;
  trdMatchID: string;
}

export interface SentLevel {
  symbol: string;
  id: number;
  side: "Buy" | "Sell";
  size: number;
  price: number;
}

export interface BitmexServer {
  url: string;
  /** All that were made, oldest first. */
  trades: SentTrade[];
  /** Of the one market that has a book. */
  levels: Map<number, SentLevel>;
  /** Paths below `/api/v1` with their queries, instruments left out. */
  asked: Array<{ path: string; query: URLSearchParams }>;
  /** Frames that clients sent. */
  heard: string[];
  /** Resolves once the condition holds, looked at after each of them. */
  until(condition: () => boolean): Promise<void>;
  /** Does not answer `ping`. */
  isMute: boolean;
  /** Headers of the answers. */
  headers: Record<string, string>;
  /** Made now, or at a time: told to those who have subscribed. */
  trade(part?: Partial<SentTrade>): SentTrade;
  changeBook(action: "insert" | "update" | "delete", levels: Array<Partial<SentLevel>>): void;
  /** Sends a frame as it is to all. */
  send(frame: string): void;
  /** Cuts every socket, and lets none in until it is told to. */
  cut(): void;
  letIn(): void;
  stop(): Promise<void>;
}

export const INSTRUMENTS = [
  instrument("XBTUSD", "FFWCSX", "XBT", "USD", "XBt"),
  instrument("XBTUSDT", "FFWCSX", "XBT", "USDT", "USDt"),
  instrument("XBT_USDT", "IFXXXP", "XBT", "USDT"),
  instrument("ETHUSD", "FFWCSX", "ETH", "USD", "XBt"),
  { ...instrument("XBTZ26", "FFCCSX", "XBT", "USD", "XBt"), expiry: "2026-12-25T12:00:00.000Z" },
  { ...instrument("LUNAUSD", "FFWCSX", "LUNA", "USD", "XBt"), state: "Unlisted" },
  instrument(".BXBT", "MRCXXX", "XBT", "USD"),
];
export const ASSETS = [{ asset: "XBT", currency: "XBt", scale: 8 }, {
  asset: "USDT",
  currency: "USDt",
  scale: 6,
}];

const MINUTE_MS = 60_000;
const MARKET = "XBTUSD";
const MOST = 1_000;

function instrument(symbol: string, typ: string, underlying: string, quoteCurrency: string, settle?: string) {
  return { symbol, typ, state: "Open", underlying, quoteCurrency, expiry: null, settlCurrency: settle ?? "" };
}

export function startBitmex(): BitmexServer {
  const topics = new Map<WebSocket, Set<string>>();
  const looks: Array<() => void> = [];
  let isOpen = true;
  const served = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const url = new URL(request.url);
    if (request.headers.get("upgrade") !== "websocket") return answer(url);
    if (!isOpen || url.pathname !== "/ws.bitmex.com/realtime") return new Response(null, { status: 503 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => welcome(socket);
    socket.onmessage = ({ data }) => take(socket, data);
    socket.onclose = () => topics.delete(socket);
    return response;
  });

  function answer({ pathname, searchParams: query }: URL): Response {
    const path = pathname.replace("/www.bitmex.com/api/v1", "");
    const json = (body: unknown) => Response.json(body, { headers: server.headers });
    if (path === "/instrument/active") return json(INSTRUMENTS);
    if (path === "/wallet/assets") return json(ASSETS);
    server.asked.push({ path, query });
    const ofMarket = server.trades.filter(({ symbol }) => symbol === query.get("symbol"));
    if (path === "/trade") return json(pageOf(ofMarket, query));
    if (path === "/trade/bucketed") return json(pageOf(bucketsOf(ofMarket), query));
    return Response.json({ error: { message: "Not Found", name: "HTTPError" } }, { status: 404 });
  }

  function welcome(socket: WebSocket): void {
    topics.set(socket, new Set());
    const info = "Welcome to the BitMEX Realtime API.";
    socket.send(
      JSON.stringify({ info, version: "2.0.0", timestamp: iso(Date.now()), limit: { remaining: 719 } }),
    );
  }

  function take(socket: WebSocket, data: string): void {
    server.heard.push(data);
    looks.forEach((look) => look());
    if (data === "ping") return server.isMute ? undefined : socket.send("pong");
    const request = JSON.parse(data);
    for (const topic of request.args as string[]) subscribe(socket, topic, request);
  }

  function subscribe(socket: WebSocket, topic: string, request: unknown): void {
    const [table, symbol] = topic.split(":");
    if (!INSTRUMENTS.some((each) => each.symbol === symbol && each.state === "Open")) {
      const error = "Unknown or expired symbol.";
      return socket.send(JSON.stringify({ status: 400, error, meta: {}, request }));
    }
    socket.send(JSON.stringify({ success: true, subscribe: topic, request }));
    const newest = server.trades.filter((trade) => trade.symbol === symbol).slice(-1);
    const levels = [...server.levels.values()].filter((level) => level.symbol === symbol);
    const data = table === "trade"
      ? newest
      : levels.map((level) => ({ ...level, timestamp: iso(Date.now()) }));
    socket.send(JSON.stringify({ table, action: "partial", keys: [], filter: { symbol }, data }));
    topics.get(socket)!.add(topic);
  }

  function tell(tables: string[], action: string, rows: Array<{ symbol?: string }>): void {
    for (const [socket, subscribed] of topics) {
      const table = tables.find((name) => subscribed.has(`${name}:${rows[0].symbol}`));
      if (table) socket.send(JSON.stringify({ table, action, data: rows }));
    }
  }

  const server: BitmexServer = {
    url: `http://127.0.0.1:${served.addr.port}`,
    trades: [],
    levels: new Map(),
    asked: [],
    heard: [],
    isMute: false,
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => condition() && resolve();
        looks.push(look);
        look();
      }),
    headers: {},
    trade(part = {}) {
      const trade = { ...nextTrade(server.trades.length), ...part };
      server.trades.push(trade);
      tell(["trade"], "insert", [{ ...trade, tickDirection: "PlusTick", homeNotional: 1 } as SentTrade]);
      return trade;
    },
    changeBook(action, levels) {
      for (const level of levels) {
        if (action === "delete") server.levels.delete(level.id!);
        else server.levels.set(level.id!, { ...server.levels.get(level.id!), ...level } as SentLevel);
      }
      const timestamp = iso(Date.now());
      tell(
        ["orderBookL2_25", "orderBookL2"],
        action,
        levels.map((level) => ({ symbol: MARKET, ...level, timestamp })),
      );
    },
    send: (frame) => topics.forEach((_, socket) => socket.send(frame)),
    cut() {
      isOpen = false;
      for (const socket of topics.keys()) socket.close();
      topics.clear();
    },
    letIn: () => isOpen = true,
    stop: () => served.shutdown(),
  };
  return server;
}

const iso = (ms: number) => new Date(ms).toISOString();

function nextTrade(count: number): SentTrade {
  return {
    timestamp: iso(Date.now()),
    symbol: MARKET,
    side: count % 3 === 0 ? "Sell" : "Buy",
    size: 100 * (1 + count % 7),
    price: 60_000 + (count % 40) / 2,
    trdMatchID: crypto.randomUUID(),
  };
}

/** By `timestamp`, both ends inclusive. */
function pageOf<Row extends { timestamp: string }>(rows: Row[], query: URLSearchParams): Row[] {
  const [from, to] = ["startTime", "endTime"].map((name) => Date.parse(query.get(name) ?? ""));
  const start = Number(query.get("start") ?? 0);
  const within = rows.filter(({ timestamp }) =>
    !(Date.parse(timestamp) < from) && !(Date.parse(timestamp) > to)
  );
  return within.slice(start, start + Math.min(MOST, Number(query.get("count") ?? 100)));
}

/** Minutes from the first trade to the last that is over; each opens with the close of the one before. */
export function bucketsOf(trades: SentTrade[]) {
  const minuteOf = ({ timestamp }: SentTrade) => Math.floor(Date.parse(timestamp) / MINUTE_MS) * MINUTE_MS;
  const byMinute = Map.groupBy(trades, minuteOf);
  const buckets = [];
  let close = trades[0]?.price;
  for (let ms = trades[0] ? minuteOf(trades[0]) : Infinity; ms + MINUTE_MS <= Date.now(); ms += MINUTE_MS) {
    const prices = (byMinute.get(ms) ?? []).map(({ price }) => price);
    const volume = (byMinute.get(ms) ?? []).reduce((sum, { size }) => sum + size, 0);
    const traded = prices.length > 0 ? prices : [close];
    const open = close;
    close = traded.at(-1)!;
    buckets.push({
      timestamp: iso(ms + MINUTE_MS),
      symbol: MARKET,
      open,
      high: Math.max(...traded),
      low: Math.min(...traded),
      close,
      trades: prices.length,
      volume,
      foreignNotional: volume,
    });
  }
  return buckets;
}
