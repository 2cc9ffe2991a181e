/**
 * A raw TCP server that answers Binance's `exchangeInfo`, opens WebSockets, and is mute on them from then on: it answers
 * nothing, not even the closing handshake.
 */
import { createHash } from "node:crypto";

export interface MuteServer {
  url: string;
  /** Resolves when a socket has sent its n-th frame, n from 1. */
  heardFrame(n: number): Promise<void>;
  stop(): void;
}

const EXCHANGE_INFO = JSON.stringify({
  symbols: [{
    symbol: "BTCUSDT",
    status: "TRADING",
    baseAsset: "BTC",
    quoteAsset: "USDT",
    permissions: ["SPOT"],
  }],
});

export function startMuteServer(): MuteServer {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const connections: Deno.Conn[] = [];
  const waiting: Array<{ n: number; resolve: () => void }> = [];
  let frames = 0;
  accept();

  async function accept() {
    for await (const connection of listener) {
      connections.push(connection);
      serve(connection).catch(() => {}); // ended by stop
    }
  }

  async function serve(connection: Deno.Conn) {
    const request = await read(connection);
    const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1];
    await write(connection, key === undefined ? httpAnswer() : handshake(key));
    if (key === undefined) return connection.close();
    while ((await connection.read(new Uint8Array(4096))) !== null) {
      frames++;
      for (const { n, resolve } of waiting) if (frames >= n) resolve();
    }
  }

  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    heardFrame: (n) => new Promise((resolve) => frames >= n ? resolve() : waiting.push({ n, resolve })),
    stop() {
      listener.close();
      for (const connection of connections) {
        try {
          connection.close();
        } catch {
          // it was closed after its answer
        }
      }
    },
  };
}

function httpAnswer(): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${EXCHANGE_INFO.length}\r\nconnection: close\r\n\r\n${EXCHANGE_INFO}`;
}

/** RFC 6455, section 4.2.2. */
function handshake(key: string): string {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  return "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n" +
    `sec-websocket-accept: ${accept}\r\n\r\n`;
}

async function read(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(8192);
  const size = await connection.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, size ?? 0));
}

async function write(connection: Deno.Conn, text: string) {
  await connection.write(new TextEncoder().encode(text));
}
