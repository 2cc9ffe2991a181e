/** What crosses between an isolate and a Worker: plain data, one `id` an actor in the Worker. */
import { type Exit, Final, type SpawnOptions } from "./actor.ts";
import type { ActorStats, Failure } from "./owner.ts";

/** Both ways: `id` names the actor in the Worker, which it is told to, or whose parent it is told to. */
export type LaneFrame =
  | { type: "tell"; id: number; message: unknown; replies: ReplyPlace[] }
  /** So many of the messages sent have been taken out of the mailbox, or refused. */
  | { type: "credit"; id: number; count: number }
  | { type: "answer"; replyId: number; answer: Answer };

export type ToWorker = LaneFrame | SpawnFrame | { type: "stop"; id: number; graceMs?: number } | {
  /** The exit was seen: nothing will be sent to this actor any more. */
  type: "forget";
  id: number;
} | { type: "ping" };

export type FromWorker =
  | LaneFrame
  | { type: "exit"; id: number; reason: Exit["reason"]; error?: CrossedError }
  | { type: "failure"; failure: Omit<Failure, "error">; error: CrossedError }
  /** `deadLetters` counts those since the last one. */
  | { type: "pong"; stats: ActorStats[]; deadLetters: number };

export interface SpawnFrame {
  type: "spawn";
  id: number;
  path: string;
  parentPath: string;
  behavior: string;
  args: unknown;
  options: Required<SpawnOptions>;
}

/** The property of a message that was a reply, and the number that stands for it. */
export interface ReplyPlace {
  key: string;
  replyId: number;
}

export type Answer = { ok: true; value: unknown } | { ok: false; error: CrossedError };

/** Errors cross by name, message and stack: their classes and other properties stay behind. */
export interface CrossedError {
  name: string;
  message: string;
  stack?: string;
}

export function crossedError(error: unknown): CrossedError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  return { name: error.name, message: error.message, stack: error.stack };
}

/** The error on the other side: a `Final` one is a `Final` again, others keep their name. */
export function revivedError({ name, message, stack }: CrossedError): Error {
  const error = name === "Final" ? new Final(message) : Object.assign(new Error(message), { name });
  if (stack) error.stack = stack;
  return error;
}
