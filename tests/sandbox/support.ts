/** What the sandbox's tests share: a sandbox at a fixed hour of the market, and a plain client. */
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/server.ts";

/** A Wednesday noon on which every symbol but the delisted one trades. */
export const NOON_MS = Date.UTC(2024, 4, 15, 12, 0, 7);

/** Market time that starts at a fixed moment and then passes as it does outside. */
export function clockFrom(startMs: number): () => number {
  const started = performance.now();
  return () => Math.floor(startMs + performance.now() - started);
}

/** Runs a test against a sandbox of its own, and stops it whatever happens. */
export async function withSandbox(
  options: Partial<SandboxOptions>,
  test: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = startSandbox({ now: clockFrom(NOON_MS), rate: 200, ...options });
  try {
    await test(sandbox);
  } finally {
    await sandbox.stop();
  }
}

export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot get ${url}: ${response.status} ${await response.text()}`);
  return await response.json();
}

/** Asks the sandbox for trouble. */
export async function fault(sandbox: Sandbox, ...faults: Record<string, unknown>[]): Promise<void> {
  const response = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: "POST",
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`Cannot begin the faults: ${await response.text()}`);
  await response.body?.cancel();
}

/** A frame of any stream, by the fields that the tests look at. */
export interface Frame {
  readonly e?: string;
  readonly a: number;
  readonly t: number;
  readonly T: number;
  readonly U: number;
  readonly u: number;
  readonly b: [string, string][];
  readonly result?: unknown;
  readonly error?: { code: number; msg: string };
  readonly k: { t: number; x: boolean; [column: string]: unknown };
}

export interface Client {
  /** Every text received, in order. */
  readonly texts: string[];
  /** The frames received so far whose event is `e`. */
  events(e: string): Frame[];
  send(message: unknown): void;
  /** Resolves once the condition holds; throws where the socket closes or 5 s pass before. */
  until(condition: () => boolean): Promise<void>;
  readonly closed: Promise<void>;
  isClosed(): boolean;
  close(): Promise<void>;
}

/** Connects to a path such as "/ws/btcusdt@trade". */
export async function connect(sandbox: Sandbox, path: string): Promise<Client> {
  const socket = new WebSocket(sandbox.url.replace("http", "ws") + path), texts: string[] = [];
  const wakers = new Set<() => void>();
  const wake = () => wakers.forEach((waker) => waker());
  socket.onmessage = ({ data }) => {
    texts.push(data);
    wake();
  };
  const closed = new Promise<void>((resolve) => socket.onclose = () => resolve());
  closed.then(wake);
  socket.onerror = () => {};
  await Promise.race([new Promise((resolve) => socket.onopen = resolve), closed]);
  const isClosed = () => socket.readyState === WebSocket.CLOSED;
  return {
    texts,
    events: (e) => texts.map(parse).filter((frame) => frame.e === e),
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    until: (condition) => waitUntil(condition, wakers, isClosed),
    closed,
    isClosed,
    async close() {
      socket.close();
      await closed;
    },
  };
}

function parse(text: string): Frame {
  try {
    const frame = JSON.parse(text);
    return frame.data ?? frame;
  } catch {
    return {} as Frame;
  }
}

async function waitUntil(condition: () => boolean, wakers: Set<() => void>, isClosed: () => boolean) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = () => {
    if (condition()) resolve();
    else if (isClosed()) reject(new Error("Cannot wait on: the socket is closed"));
  };
  const timer = setTimeout(() => reject(new Error("Cannot wait on: nothing in 5 s")), 5000);
  wakers.add(look);
  look();
  await promise.finally(() => {
    clearTimeout(timer);
    wakers.delete(look);
  });
}

/** Whether ids follow each other without a hole. */
export const areContiguous = (ids: readonly number[]): boolean =>
  ids.every((id, i) => i === 0 || id === ids[i - 1] + 1);
