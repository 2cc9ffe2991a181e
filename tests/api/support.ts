import { TestClock } from "../../actors/kernel/test_clock.ts";
import { realClock } from "../../actors/kernel/clock.ts";
import { createApp } from "../../api/app.ts";
import type { AccessRules } from "../../api/deck.ts";
import { loadAssets } from "../../api/pages.ts";
import { type Limits, serve, type Server } from "../../api/serve.ts";
import { createFixtureDeck, type FixtureDeck } from "../browser/fixture_deck.ts";

export const UI_FOLDER = new URL("../../ui/", import.meta.url);

export interface Served {
  deck: FixtureDeck;
  /** Turns the application; the server's own time is real. */
  clock: TestClock;
  server: Server;
  /** `http://127.0.0.1:4711`, without a slash. */
  origin: string;
}

export interface ServedOptions extends Partial<AccessRules> {
  host?: string;
  limits?: Partial<Limits>;
}

/** Runs a test against a real server on a free port of loopback. */
export async function withServer(
  test: (served: Served) => Promise<void>,
  { host = "127.0.0.1", limits, ...access }: ServedOptions = {},
): Promise<void> {
  const clock = new TestClock();
  const deck = createFixtureDeck(clock.now(), access);
  const app = createApp(deck, { clock, assets: await loadAssets(UI_FOLDER) });
  const server = await serve(app, { host, port: 0, clock: realClock(), deck, limits });
  try {
    await test({ deck, clock, server, origin: `http://127.0.0.1:${server.port}` });
  } finally {
    await server.stop();
  }
}

/** One GET over a bare socket, with headers that fetch would not let through. */
export async function rawGet(port: number, path: string, host: string): Promise<string> {
  using socket = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
  await socket.write(new TextEncoder().encode(request));
  return await new Response(socket.readable).text();
}

/** One request over a bare socket, as it is written; a blank line is added. Gives all that comes until the end. */
export async function rawRequest(port: number, request: string): Promise<string> {
  using socket = await Deno.connect({ hostname: "127.0.0.1", port });
  await socket.write(new TextEncoder().encode(`${request}\r\nconnection: close\r\n\r\n`));
  return await new Response(socket.readable).text();
}
