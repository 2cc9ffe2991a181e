/** What stands before the sandbox exchange: it hands everything on, notes what was asked, and can be far away. */

export interface Asked {
  /** `klines`, `aggTrades`, `exchangeInfo`. */
  what: string;
  query: Record<string, string>;
  /** ms. */
  askedAt: number;
  /** null until the answer's head is there. */
  status: number | null;
  /** What a whole answer's rows are told apart by: a candle's open time, a trade's id. null: it is none, or not whole. */
  places: Float64Array | null;
  /** When its first row was, ms; null: it has none. */
  firstMs: number | null;
}

/** As the exchange sends it: of a candle the open time first; of a trade `a` the id, `T` the time. Times in ms. */
type ExchangeRow = Array<number | string> | { a: number; T: number };

export interface WatchedExchange {
  url: string;
  /** All requests so far, oldest first. */
  readonly asked: Asked[];
  stop(): Promise<void>;
}

/** `roundTripMs`: how long every answer is under way more than it is on loopback. */
export function watchExchange(exchangeUrl: string, { roundTripMs = 0 } = {}): WatchedExchange {
  const asked: Asked[] = [];
  const closing = new AbortController();

  async function handOn(request: Request): Promise<Response> {
    const entry = entryOf(request);
    asked.push(entry);
    if (roundTripMs > 0) await new Promise((done) => setTimeout(done, roundTripMs));
    const { pathname, search } = new URL(request.url);
    const answer = await fetch(exchangeUrl + pathname + search, { signal: closing.signal });
    entry.status = answer.status;
    const [toClient, toNotes] = answer.body!.tee();
    void note(entry, toNotes);
    return new Response(toClient, { status: answer.status, headers: headersOf(answer) });
  }

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => GONE() }, handOn);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    async stop() {
      closing.abort();
      await server.shutdown();
    },
  };
}

const GONE = () => new Response("the exchange is gone", { status: 502 });

function entryOf(request: Request): Asked {
  const { pathname, searchParams } = new URL(request.url);
  return {
    what: pathname.split("/").at(-1)!,
    query: Object.fromEntries(searchParams),
    askedAt: Date.now(),
    status: null,
    places: null,
    firstMs: null,
  };
}

async function note(entry: Asked, body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  try {
    const told: ExchangeRow[] | object = JSON.parse(await new Response(body).text());
    if (!Array.isArray(told)) return;
    entry.places = Float64Array.from(told, (row) => Number(Array.isArray(row) ? row[0] : row.a));
    if (told.length > 0) entry.firstMs = Number(Array.isArray(told[0]) ? told[0][0] : told[0].T);
  } catch {
    // Cut, or no JSON: trouble on demand.
  }
}

/** Not what belongs to one connection. */
function headersOf({ headers }: Response): Headers {
  const passed = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) passed.delete(name);
  return passed;
}
