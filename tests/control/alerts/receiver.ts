/** A receiver on loopback: keeps what it is sent, and may be down, or answer as it is told. */

export interface Received {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

export interface Receiver extends AsyncDisposable {
  /** Of a hook on it. */
  url: string;
  /** What it took, in order. */
  taken: Received[];
  /** How often it was asked, while it was up. */
  asked: number;
  /** 200 unless told otherwise; what is answered so with an error was not taken. */
  answer(path: string, body: string): Response | Promise<Response>;
  /** Nobody listens any more. */
  down(): Promise<void>;
  /** At the same address. */
  up(): void;
  /** Of the JSON that it took. */
  titles(): string[];
  /** Resolves as soon as that is so, looked at whenever it is asked and has answered. */
  until(isSo: () => boolean): Promise<void>;
}

export function startReceiver(): Receiver {
  const waiting = new Set<{ isSo(): boolean; done(): void }>();
  let server = serve(0);
  const port = server.addr.port;

  function serve(port: number) {
    return Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, take);
  }

  async function take(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    receiver.asked++;
    look();
    const response = await receiver.answer(pathname, body);
    if (response.ok) {
      receiver.taken.push({
        method: request.method,
        path: pathname + search,
        headers: request.headers,
        body,
      });
    }
    look();
    return response;
  }

  function look(): void {
    for (const { isSo, done } of waiting) if (isSo()) done();
  }

  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook/5f0c9a7e`,
    taken: [],
    asked: 0,
    answer: () => new Response("ok"),
    down: () => server.shutdown(),
    up: () => void (server = serve(port)),
    titles: () => receiver.taken.map(({ body }) => JSON.parse(body).title),
    until: (isSo) => new Promise((done) => isSo() ? done() : void waiting.add({ isSo, done })),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return receiver;
}
