/** A WebDAV server (rclone's own) on loopback, behind a proxy that makes trouble. */

export interface Webdav extends AsyncDisposable {
  /** Of the proxy. */
  url: string;
  /** What becomes of requests from now on. */
  trouble: Trouble;
  /** Requests by method. */
  requests: Record<string, number>;
}

export type Trouble =
  | { type: "none" }
  /** Of all requests, every other one in a random order: answered with 500, or cut off. */
  | { type: "half"; random: () => number }
  /** PUTs of more than so many bytes in all are answered with 507. */
  | { type: "full"; leftBytes: number }
  /** PUTs are held up until it is resolved. */
  | { type: "slow"; until: Promise<void>; onPut(): void }
  | { type: "dead" };

export async function serveWebdav(folder: string): Promise<Webdav> {
  const server = new Deno.Command("rclone", {
    args: [
      "serve",
      "webdav",
      "--addr=127.0.0.1:0",
      "--vfs-cache-mode=off",
      "--dir-cache-time=0s",
      "--",
      folder,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const { target, drained } = await addressOf(server);
  const state: Pick<Webdav, "trouble" | "requests"> = { trouble: { type: "none" }, requests: {} };
  const proxy = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: () => new Response(null, { status: 502 }),
  }, async (request) => {
    state.requests[request.method] = (state.requests[request.method] ?? 0) + 1;
    return await failing(state.trouble, request) ?? await forward(request, target);
  });
  return {
    url: `http://127.0.0.1:${proxy.addr.port}`,
    get trouble() {
      return state.trouble;
    },
    set trouble(next) {
      state.trouble = next;
    },
    requests: state.requests,
    async [Symbol.asyncDispose]() {
      await proxy.shutdown();
      server.kill("SIGKILL");
      await server.status;
      await drained;
    },
  };
}

async function addressOf(server: Deno.ChildProcess): Promise<{ target: URL; drained: Promise<void> }> {
  const reader = server.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let output = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot serve WebDAV: ${output}`);
    output += value;
    const address = /http:\/\/[\d.:]+\//.exec(output);
    if (address) return { target: new URL(address[0]), drained: drain(reader) };
  }
}

async function drain(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await reader.read()).done);
}

/** null: the request goes through. */
async function failing(trouble: Trouble, request: Request): Promise<Response | null> {
  switch (trouble.type) {
    case "none":
      return null;
    case "half":
      if (trouble.random() < 0.5) return null;
      if (trouble.random() < 0.5) return await refused(request, 500);
      return await refused(request, 502);
    case "full": {
      if (request.method !== "PUT") return null;
      const length = Number(request.headers.get("content-length"));
      if (length > trouble.leftBytes) return await refused(request, 507);
      trouble.leftBytes -= length;
      return null;
    }
    case "slow":
      if (request.method === "PUT") {
        trouble.onPut();
        await trouble.until;
      }
      return null;
    case "dead":
      return await refused(request, 503);
    default:
      throw trouble satisfies never;
  }
}

async function refused(request: Request, status: number): Promise<Response> {
  await request.body?.cancel();
  return new Response(null, { status });
}

async function forward(request: Request, target: URL): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  headers.delete("host");
  const destination = headers.get("destination");
  if (destination) headers.set("destination", new URL(new URL(destination).pathname, target).href);
  const { method, body } = request;
  const answer = await fetch(new URL(pathname + search, target), {
    method,
    headers,
    body,
    redirect: "manual",
  });
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}
