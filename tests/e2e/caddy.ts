/** `deploy/Caddyfile` in a Caddy of its own, and a client that speaks TLS to it under a name of its choice. */
import { fromFileUrl, join } from "@std/path";

const FILE = fromFileUrl(new URL("../../deploy/Caddyfile", import.meta.url));
/** The site of that file, and the address that it passes on to. */
const [SITE, UPSTREAM] = ["tape.example.com", "127.0.0.1:8080"];
const START_TIMEOUT_MS = 20_000;

export interface Answer {
  status: number;
  headers: Headers;
  /** Waits for the next piece of the body as it comes from the connection; "" is its end. */
  next(): Promise<string>;
  close(): void;
}

export interface Caddy extends AsyncDisposable {
  ask(path: string, request?: { method?: string; headers?: HeadersInit; body?: string }): Promise<Answer>;
}

/** Starts it before a tapedeck at `port`, with a certificate that it makes itself. */
export async function startCaddy(folder: string, port: number): Promise<Caddy> {
  const ownPort = freePort();
  const site = (await Deno.readTextFile(FILE))
    .replace(`${SITE} {`, `https://${SITE}:${ownPort} {\n\ttls internal`)
    .replace(UPSTREAM, `127.0.0.1:${port}`);
  const options = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n";
  const config = join(folder, "Caddyfile");
  await Deno.writeTextFile(config, options + site);
  const child = new Deno.Command("caddy", {
    args: ["run", "--config", config, "--adapter", "caddyfile"],
    env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const root = join(folder, "caddy/pki/authorities/local/root.crt");
  const connect = async () => {
    const plain = await Deno.connect({ hostname: "127.0.0.1", port: ownPort });
    const connection = await Deno.startTls(plain, {
      hostname: SITE,
      caCerts: [await Deno.readTextFile(root)],
    });
    await connection.handshake();
    return connection;
  };
  const stop = async () => {
    child.kill("SIGTERM");
    await child.status;
  };
  try {
    await untilDone(async () => (await connect()).close());
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ask: async (path, request = {}) => await exchange(await connect(), path, request),
    [Symbol.asyncDispose]: stop,
  };
}

/** Nothing but a moment lies between this and Caddy's own listening. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function untilDone(attempt: () => Promise<void>): Promise<void> {
  for (const endsAt = Date.now() + START_TIMEOUT_MS;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > endsAt) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

async function exchange(
  connection: Deno.TlsConn,
  path: string,
  { method = "GET", headers = {}, body = "" }: { method?: string; headers?: HeadersInit; body?: string },
): Promise<Answer> {
  const all = new Headers(headers);
  all.set("connection", "close"); // so that an answer without a body has an end
  if (!all.has("host")) all.set("host", SITE);
  if (body) all.set("content-length", `${new TextEncoder().encode(body).length}`);
  const lines = [...all].map(([name, value]) => `${name}: ${value}`);
  await connection.write(
    new TextEncoder().encode(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`),
  );
  const reader = connection.readable.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const { value, done } = await reader.read();
    if (done) {
      throw new Error(
        `Cannot read the answer to ${path}: the connection ended after ${text.length} characters`,
      );
    }
    text += value;
  }
  const end = text.indexOf("\r\n\r\n");
  const [first, ...rest] = text.slice(0, end).split("\r\n");
  let begun = text.slice(end + 4);
  return {
    status: Number(first.split(" ")[1]),
    headers: new Headers(rest.map((line) => line.split(/:\s*(.*)/, 2) as [string, string])),
    async next() {
      const piece = begun || ((await reader.read()).value ?? "");
      begun = "";
      return piece;
    },
    close: () => void reader.cancel().catch(() => {}),
  };
}
