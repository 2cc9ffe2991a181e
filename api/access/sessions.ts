/**
 * Sessions, each begun by a login. They live in memory: a restart ends them, as does a change of the token. Only
 * a hash of what the browser holds is kept, so that a dump of the memory lets nobody in.
 */
import { Buffer } from "node:buffer";
import { digestOf } from "./credentials.ts";

export const SESSION_MS = 7 * 24 * 3_600_000;
const ID_BYTES = 32;

export interface Session {
  /** ms since 1970. */
  expiresAtMs: number;
}

export interface Sessions {
  /** Gives what the browser is to hold: 256 random bits. */
  begin(nowMs: number): { id: string; session: Session };
  find(id: string, nowMs: number): Session | null;
  end(id: string): void;
  endAll(): void;
  readonly size: number;
}

/** @param random Gives so many bytes that nobody can guess. */
export function createSessions(random: (bytes: number) => Uint8Array, maxSessions = 1_000): Sessions {
  const sessions = new Map<string, Session>();
  const keyOf = (id: string) => Buffer.from(digestOf(id)).toString("base64");
  return {
    begin(nowMs) {
      const id = Buffer.from(random(ID_BYTES)).toString("base64url");
      const session = { expiresAtMs: nowMs + SESSION_MS };
      sessions.set(keyOf(id), session);
      if (sessions.size > maxSessions) sessions.delete(sessions.keys().next().value!);
      return { id, session };
    },
    find(id, nowMs) {
      const key = keyOf(id);
      const session = sessions.get(key) ?? null;
      if (session === null || session.expiresAtMs > nowMs) return session;
      sessions.delete(key);
      return null;
    },
    end: (id) => void sessions.delete(keyOf(id)),
    endAll: () => sessions.clear(),
    get size() {
      return sessions.size;
    },
  };
}
