/** The half of the bridge that is the same on both its sides: messages, credit, answers. */
import type { ActorRef } from "./actor.ts";
import { Envelope } from "./envelope.ts";
import { type Answer, crossedError, type LaneFrame, type ReplyPlace, revivedError } from "./frames.ts";
import { DELIVER, type KernelRef } from "./owner.ts";
import { OwedReply } from "./reply.ts";

/** Messages to one actor in a Worker, or from it to its parent, that may be on their way or queued. */
export const CREDIT = 256;

/** A small mailbox grants less. */
export function creditOf(capacity: number): number {
  return Math.min(CREDIT, capacity);
}

export type Post = (frame: LaneFrame, transfer: ArrayBuffer[]) => void;

export interface Link {
  /** Sends a message. Throws where it holds what cannot cross; nothing is sent then. */
  send(id: number, message: unknown): void;
  /** Delivers a message that came, and returns its credit once it is taken. */
  deliver(frame: LaneFrame & { type: "tell" }, lane: Lane): void;
  /** Settles the reply that an answer is for; one that is late is ignored. */
  answered(frame: LaneFrame & { type: "answer" }): void;
  /** Fails every reply that is still owed by the other side. */
  end(error: unknown): void;
}

/** Where the messages of one direction come out. */
export interface Lane {
  readonly target: ActorRef<never>;
  /** The credit that the sender began with: a quarter of it is returned at a time. */
  readonly credit: number;
  /** Taken, and not told to the sender yet. */
  taken: number;
}

export function createLink(post: Post): Link {
  const awaited = new Map<number, OwedReply>();
  let lastReplyId = 0;

  function send(id: number, message: unknown): void {
    const { plain, replies } = withoutReplies(message, () => ++lastReplyId);
    const places = replies.map(({ key, replyId }): ReplyPlace => ({ key, replyId }));
    post({ type: "tell", id, message: plain, replies: places }, transferOf(message));
    for (const { reply, replyId } of replies) {
      awaited.set(replyId, reply);
      reply.onSettled(() => awaited.delete(replyId));
    }
  }

  function deliver({ id, message, replies }: LaneFrame & { type: "tell" }, lane: Lane): void {
    const owed = replies.map(({ key, replyId }) => {
      const reply = new OwedReply(
        (value) => answer(replyId, { ok: true, value }),
        (error) => answer(replyId, { ok: false, error: crossedError(error) }),
      );
      (message as Record<string, unknown>)[key] = reply;
      return reply;
    });
    deliverTo(lane.target, message as never, owed, () => {
      if (++lane.taken < lane.credit / 4) return;
      post({ type: "credit", id, count: lane.taken }, []);
      lane.taken = 0;
    });
  }

  function answer(replyId: number, answer: Answer): void {
    try {
      post({ type: "answer", replyId, answer }, []);
    } catch (error) {
      post({ type: "answer", replyId, answer: { ok: false, error: crossedError(error) } }, []);
    }
  }

  function answered({ replyId, answer }: LaneFrame & { type: "answer" }): void {
    const reply = awaited.get(replyId);
    if (answer.ok) reply?.ok(answer.value);
    else reply?.fail(revivedError(answer.error));
  }

  function end(error: unknown): void {
    for (const reply of [...awaited.values()]) reply.fail(error);
  }

  return { send, deliver, answered, end };
}

/** Past the mailbox's limit, since the sender has paid; a ref that is not the kernel's just takes it. */
function deliverTo(target: ActorRef<never>, message: never, replies: OwedReply[], onTaken: () => void): void {
  if (isKernelRef(target)) return target[DELIVER](new Envelope(message, { replies, onTaken }));
  target.tell(message);
  onTaken();
}

function isKernelRef(ref: ActorRef<never>): ref is ActorRef<never> & KernelRef<never> {
  return DELIVER in ref;
}

/** A copy of the message with its replies taken out, as they do not cross. */
function withoutReplies(message: unknown, nextId: () => number) {
  const replies: Array<{ key: string; reply: OwedReply; replyId: number }> = [];
  if (typeof message !== "object" || message === null) return { plain: message, replies };
  for (const [key, reply] of Object.entries(message)) {
    if (reply instanceof OwedReply) replies.push({ key, reply, replyId: nextId() });
  }
  if (replies.length === 0) return { plain: message, replies };
  const plain: Record<string, unknown> = { ...message };
  for (const { key } of replies) delete plain[key];
  return { plain, replies };
}

/** By convention a message lists in `transfer` the buffers that it gives away. */
function transferOf(message: unknown): ArrayBuffer[] {
  if (typeof message !== "object" || message === null || !("transfer" in message)) return [];
  return message.transfer as ArrayBuffer[];
}
