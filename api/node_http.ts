/** Between node's HTTP server and the web's `Request` and `Response`, which the application speaks. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** A host as a header may give it: a name or an address, and a port. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
/** What is given to a connection at once: a client that reads so much within the time it has is no sleeper. */
const SLICE_BYTES = 1 << 20;

/** Null where it is no request for a path of a server: a proxy's, or one under no possible name, or two. */
export function toRequest(incoming: IncomingMessage): Request | null {
  const { method = "GET", url = "", headers: { host = "localhost" } } = incoming;
  const address = `http://${host}${url}`;
  if (!url.startsWith("/") || !HOST.test(host) || !URL.canParse(address)) return null;
  if (incoming.rawHeaders.filter(isHostName).length > 1) return null;
  const body = hasBody(incoming) ? bodyOf(incoming) : null;
  try {
    return new Request(address, { method, headers: headersOf(incoming), body });
  } catch {
    return null; // CONNECT, TRACE: the web has no such requests.
  }
}

/** Of the raw headers, which are names and values in turn. */
function isHostName(text: string, at: number): boolean {
  return at % 2 === 0 && text.length === 4 && text.toLowerCase() === "host";
}

function headersOf(incoming: IncomingMessage): [string, string][] {
  return Object.entries(incoming.headers)
    .filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

function hasBody({ method, headers }: IncomingMessage): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Reads no faster than it is read. Whoever cancels it leaves the rest to the server, which throws it away. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false;
  const once = (end: () => void) => () => {
    if (!isOver) end();
    isOver = true;
  };
  return new ReadableStream({
    start(controller) {
      incoming.pause();
      incoming.on("data", (bytes: Uint8Array<ArrayBuffer>) => {
        if (isOver) return;
        controller.enqueue(new Uint8Array(bytes));
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.once("end", once(() => controller.close()));
      const cut = once(() => controller.error(new Error("Cannot read the body: the client went away")));
      incoming.once("error", cut).once("close", cut);
    },
    pull: () => void incoming.resume(),
    cancel: once(() => void incoming.resume()),
  });
}

/** An answer under way. */
export interface Sending {
  /** Since when it waits for the client to read, by the given clock; null: it waits for no client. */
  readonly waitsSinceMs: number | null;
  /** Cuts the connection. */
  cut(): void;
  /** When the last bytes are with the system, or the connection is gone. Rejects where the answer's body fails. */
  done: Promise<void>;
}

/** @param elapsed Gives the time, ms. */
export function send(answer: Response, to: ServerResponse, elapsed: () => number): Sending {
  let waitsSinceMs: number | null = null;
  let wake = () => {};
  const reader = answer.body?.getReader();
  const gone = () => {
    wake();
    reader?.cancel().catch(() => {});
  };
  to.on("drain", () => wake());
  if (to.destroyed) gone();
  else to.on("close", gone);

  /** Gives the bytes, and waits while the client does not read. */
  async function give(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length && !to.destroyed; at += SLICE_BYTES) {
      if (to.write(bytes.subarray(at, at + SLICE_BYTES))) continue;
      waitsSinceMs = elapsed();
      await new Promise<void>((resolve) => wake = resolve);
      waitsSinceMs = null;
    }
  }

  async function end(): Promise<void> {
    waitsSinceMs = elapsed();
    await new Promise<void>((resolve) => {
      if (to.destroyed) return resolve();
      wake = resolve;
      to.end(resolve);
    });
  }

  async function run(): Promise<void> {
    await pass(answer, reader, to, give);
    await end();
  }

  return {
    get waitsSinceMs() {
      return waitsSinceMs;
    },
    cut: () => void to.destroy(),
    done: run(),
  };
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

async function pass(
  answer: Response,
  reader: Reader | undefined,
  to: ServerResponse,
  give: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const first = await reader?.read();
  if (!reader || !first || first.done) return void writeHead(to, answer, reader ? 0 : null);
  let next = reader.read();
  // What is there as a whole has its end at hand, and so its length can be told.
  writeHead(to, answer, await isOver(next) ? first.value.length : null);
  await give(first.value);
  for (let chunk = await next; !chunk.done && !to.destroyed; chunk = await next) {
    await give(chunk.value);
    next = reader.read();
  }
}

function isOver(next: Promise<{ done: boolean }>): Promise<boolean> {
  return Promise.race([next.then(({ done }) => done), Promise.resolve().then(() => {}).then(() => false)]);
}

function writeHead(to: ServerResponse, { status, headers }: Response, sizeBytes: number | null): void {
  if (to.destroyed || to.headersSent) return;
  // One by one: Deno 2.4 takes no list of names and values.
  for (const [name, value] of headers) to.appendHeader(name, value);
  if (sizeBytes !== null && !headers.has("content-length")) to.setHeader("content-length", sizeBytes);
  to.writeHead(status);
}
