import type { OwedReply } from "./reply.ts";

/** A message that the kernel has to know more about; others lie in the mailbox as they are. */
export class Envelope<M> {
  constructor(
    readonly message: M,
    readonly notes: {
      /** Owed by whoever takes the message. */
      replies?: OwedReply[];
      /** The incarnation that this is for; a later one is not given it. */
      only?: unknown;
      /** Called when the message has left the mailbox. */
      onTaken?: () => void;
    },
  ) {}
}
