import type { Context, Outcome } from "../kernel/mod.ts";

/**
 * Asks the exchange, and tells the actor the outcome. Unlike `ctx.run`, a stop does not wait for it: what the
 * answer would have brought can be asked again. It is aborted when the actor ends.
 */
export function request<T, M>(
  ctx: Context<M>,
  ask: (signal: AbortSignal) => Promise<T>,
  toMessage: (outcome: Outcome<T>) => M,
): void {
  void ask(ctx.signal).then(
    (value) => ctx.self.tell(toMessage({ ok: true, value })),
    (error) => ctx.self.tell(toMessage({ ok: false, error })),
  );
}
