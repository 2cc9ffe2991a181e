/** How many connections there may be, in all and from one address, so that nobody takes them all. */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../actors/kernel/clock.ts";

const TOLD_EVERY_MS = 60_000;
const MAX_CONNECTIONS = 512;

export interface ConnectionLimits {
  connections: number;
  connectionsPerAddress: number;
}

export interface ConnectionOptions extends ConnectionLimits {
  clock: Clock;
  /** Is one address many clients, because a proxy stands before us? */
  isShared(): boolean;
  /** A sentence for the log, once a minute at most. */
  told(words: string): void;
}

/**
 * How many connections leave enough files for the recording: 512, or a quarter of what the system lets a program
 * open; a quarter of them for one address. It must never come to the system's own refusal, after which the listening
 * socket takes nothing more (measured).
 */
export function affordableConnections(): ConnectionLimits {
  const openFiles = Number(/^Max open files +(\d+)/m.exec(systemLimits())?.[1] ?? Infinity);
  const connections = Math.min(MAX_CONNECTIONS, Math.max(4, Math.floor(openFiles / 4)));
  return { connections, connectionsPerAddress: Math.floor(connections / 4) };
}

/** Linux tells; elsewhere nothing is known. */
function systemLimits(): string {
  try {
    return Deno.readTextFileSync("/proc/self/limits");
  } catch {
    return "";
  }
}

/** Refuses what is beyond the limits by closing it at once. */
export function limitConnections(server: Server, options: ConnectionOptions): void {
  const { connections, connectionsPerAddress, clock, isShared, told } = options;
  const open = new Map<string, number>();
  let total = 0;
  let tellAtMs = -Infinity;

  function refuse(socket: Socket, words: string): void {
    socket.destroy();
    if (clock.elapsed() < tellAtMs) return;
    tellAtMs = clock.elapsed() + TOLD_EVERY_MS;
    told(words);
  }

  function count(address: string, change: 1 | -1): number {
    const now = (open.get(address) ?? 0) + change;
    total += change;
    if (now === 0) open.delete(address);
    else open.set(address, now);
    return now;
  }

  // Not server.maxConnections: under Deno nobody would be told that it was reached.
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const fromThere = count(address, 1);
    socket.once("close", () => count(address, -1));
    if (total > connections) {
      refuse(socket, `${connections} connections are open, which is the most; more are refused`);
    } else if (fromThere > connectionsPerAddress && !isShared()) {
      const words =
        `${connectionsPerAddress} connections from ${address} are open; more from there are refused`;
      refuse(socket, words);
    }
  });
}
