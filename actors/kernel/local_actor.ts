import type { Behavior, Child, Exit, Reply, SpawnOptions } from "./actor.ts";
import type { Cancel } from "./clock.ts";
import { Envelope } from "./envelope.ts";
import { Inbox } from "./inbox.ts";
import { type Ending, Incarnation, type Lived } from "./incarnation.ts";
import { type ActorStats, DELIVER, type Host, type KernelRef, ON_EXIT, type Owner } from "./owner.ts";
import { askThrough, repliesIn } from "./reply.ts";
import { createSupervision, type Supervision } from "./supervision.ts";
import type { Runnable } from "./turns.ts";

export const DEFAULT_CAPACITY = 1024;
export const DEFAULT_GRACE_MS = 5_000;
/** How long what was aborted may take to clean up, before it is left behind. */
export const ABORT_MS = 1_000;
/** Messages an actor handles before the next one's turn; the clock is looked at once in so many. */
const TURN_MESSAGES = 16;

/** Starts an actor under `owner`; a name is one step of a path. */
export function spawn<M>(
  owner: Owner,
  name: string,
  behavior: Behavior<M>,
  options?: SpawnOptions,
): Child<M> {
  if (name === "" || name.includes("/")) {
    throw new Error(`Cannot spawn "${name}" under "${owner.path}": a name has no "/" and is not empty`);
  }
  return spawnAt(owner, `${owner.path}/${name}`, behavior, options);
}

export function spawnAt<M>(
  owner: Owner,
  path: string,
  behavior: Behavior<M>,
  options: SpawnOptions = {},
): LocalActor<M> {
  const actor = new LocalActor(owner, path, behavior, options);
  owner.adopt(actor);
  actor.start();
  return actor;
}

/** An actor of this isolate: its inbox, which outlives its incarnations, and their succession. */
export class LocalActor<M> implements Child<M>, KernelRef<M>, Lived<M>, Runnable {
  readonly host: Host;
  readonly done: Promise<Exit>;
  isStopping = false;
  #isKilled = false;
  #exit?: Exit;
  #life!: Incarnation<M>;
  /** Among those whose turn is to come. */
  #isReady = false;
  #processed = 0;
  readonly #inbox: Inbox<M>;
  readonly #supervision: Supervision;
  readonly #resolveDone: (exit: Exit) => void;
  readonly #watchers = new Set<(exit: Exit) => void>();
  readonly #stopTimers: Cancel[] = [];
  /** Ends the pause before a restart. */
  #endPause: () => void = () => {};
  /** Leaves behind a cleanup that hangs. */
  #leaveBehind: () => void = () => {};

  constructor(
    private readonly owner: Owner,
    readonly path: string,
    private readonly behavior: Behavior<M>,
    { capacity = DEFAULT_CAPACITY, restart = "always" }: SpawnOptions,
  ) {
    this.host = owner.host;
    this.#inbox = new Inbox(this.host, path, capacity);
    this.#supervision = createSupervision(restart, this.host.clock, this.host.random);
    const { promise, resolve } = Promise.withResolvers<Exit>();
    this.done = promise;
    this.#resolveDone = resolve;
  }

  start(): void {
    void this.done.then(this.host.enlist(() => [this.#stats()]));
    void this.#live();
  }

  tell(message: M): boolean {
    return this.#offer(message);
  }

  ask<R>(question: (reply: Reply<R>) => M, timeoutMs: number): Promise<R> {
    return askThrough(this.host.clock, this.path, timeoutMs, question, (message, reply) => {
      this.#offer(new Envelope(message, { replies: [reply] }));
    });
  }

  [DELIVER](envelope: Envelope<M>): void {
    this.#inbox.deliver(envelope);
    this.#wake();
  }

  [ON_EXIT](fn: (exit: Exit) => void): Cancel {
    if (this.#exit) fn(this.#exit);
    else this.#watchers.add(fn);
    return () => void this.#watchers.delete(fn);
  }

  stop(graceMs: number = DEFAULT_GRACE_MS): Promise<Exit> {
    if (this.#exit) return this.done;
    const isFirst = !this.isStopping;
    this.isStopping = true;
    if (graceMs <= 0) this.#kill();
    else this.#stopTimers.push(this.host.clock.after(graceMs, () => this.#kill()));
    if (isFirst) void this.#drain(graceMs);
    return this.done;
  }

  push(envelope: Envelope<M>): void {
    if (this.#exit) return;
    this.#inbox.push(envelope);
    this.#wake();
  }

  report(error: unknown): void {
    this.host.failed({ path: this.path, error, restarts: this.#supervision.restarts() });
  }

  turn(): boolean {
    for (let left = TURN_MESSAGES; left > 0 && this.#canReceive(); left--) this.#handle(this.#inbox.take());
    this.#isReady = this.#canReceive();
    if (!this.#isReady) this.settled();
    return this.#isReady;
  }

  settled(): void {
    const { receive, over, pending, runs } = this.#life;
    if (!this.#inbox.isClosed || !receive || over) return;
    if (this.#inbox.size === 0 && !pending && runs === 0) this.#life.end({ type: "stopped" });
  }

  #offer(item: M | Envelope<M>): boolean {
    if (!this.#inbox.offer(item)) return false;
    this.#wake();
    return true;
  }

  #wake(): void {
    if (this.#isReady || !this.#canReceive()) return;
    this.#isReady = true;
    this.host.ready(this);
  }

  #canReceive(): boolean {
    const { receive, over, pending } = this.#life;
    return receive !== undefined && !over && pending === undefined && this.#inbox.size > 0;
  }

  #handle(item: M | Envelope<M>): void {
    const life = this.#life;
    if (item instanceof Envelope) {
      const { only, replies, onTaken } = item.notes;
      onTaken?.();
      if (only && only !== life) return;
      if (replies) life.owe(replies);
    }
    const message = item instanceof Envelope ? item.message : item;
    this.#processed++;
    try {
      const receiving = life.receive!(message);
      if (receiving instanceof Promise) this.#await(life, receiving, message);
    } catch (error) {
      failIn(life, error, message);
    }
  }

  /** The next message waits for this one, and so does a restart. */
  async #await(life: Incarnation<M>, receiving: Promise<unknown>, message?: M): Promise<void> {
    life.pending = receiving;
    try {
      await receiving;
    } catch (error) {
      failIn(life, error, message);
    }
    life.pending = undefined;
    this.#wake();
    this.settled();
  }

  async #live(): Promise<void> {
    while (!this.#exit) {
      const life = this.#life = new Incarnation<M>(this);
      await undefined; // whoever spawns is done with it before the set-up begins
      this.#setUp(life);
      await this.#outlive(life, await life.ended);
    }
  }

  #setUp(life: Incarnation<M>): void {
    try {
      const receive = this.behavior(life.context());
      if (!(receive instanceof Promise)) life.receive = receive;
      else void this.#await(life, receive.then((ready) => life.receive = ready));
    } catch (error) {
      life.fail(error);
    }
    this.#wake();
    this.settled();
  }

  /** What comes after a life: the end, or a pause and the next one. */
  async #outlive(life: Incarnation<M>, ending: Ending): Promise<void> {
    if (ending.type === "failed") this.report(ending.error);
    await this.#tearDown(life, ending);
    if (ending.type !== "failed" || this.isStopping) return this.#bury(ending);
    const verdict = this.#supervision.judge(ending.error, life.startedMs);
    if (verdict.type === "restart") {
      await this.#pause(verdict.delayMs);
      if (this.isStopping) this.#bury({ type: "stopped" });
      return;
    }
    this.#bury(ending);
    if (verdict.type === "escalate") this.#escalate(verdict.why, ending.error);
  }

  async #tearDown(life: Incarnation<M>, ending: Ending): Promise<void> {
    const how = ending.type === "failed" ? "has failed" : `was ${ending.type}`;
    life.failOwed(new Error(`Cannot answer: "${this.path}" ${how}`, { cause: ending.error }));
    const left = new Promise<"left">((resolve) => this.#leaveBehind = () => resolve("left"));
    const hasFailed = ending.type === "failed";
    const cancel = hasFailed && this.host.clock.after(DEFAULT_GRACE_MS + ABORT_MS, this.#leaveBehind);
    const first = await Promise.race([life.tearDown(this.#isKilled ? 0 : DEFAULT_GRACE_MS), left]);
    if (cancel) cancel();
    if (first !== "left") return;
    this.#isKilled = true;
    life.abandon();
    this.report(new Error(`Cannot clean up "${this.path}": it is not done yet and is left behind`));
  }

  #escalate(why: string, cause: unknown): void {
    this.owner.childGaveUp(new Error(`Cannot keep "${this.path}" running: ${why}`, { cause }));
  }

  async #pause(delayMs: number): Promise<void> {
    if (delayMs <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.host.clock.after(delayMs, resolve);
    this.#endPause = resolve;
    await promise;
    cancel();
  }

  async #drain(graceMs: number): Promise<void> {
    const life = this.#life;
    if (life.over) return this.#endPause();
    await life.children.stop(graceMs);
    this.#inbox.close();
    life.cancelTimers();
    this.settled();
  }

  #kill(): void {
    if (this.#isKilled) return;
    this.#isKilled = true;
    this.#inbox.close();
    this.#life.children.kill();
    this.#life.end({ type: "killed" });
    this.#stopTimers.push(this.host.clock.after(ABORT_MS, () => this.#leaveBehind()));
  }

  #bury({ type, error }: Ending): void {
    const reason = this.#isKilled && type === "stopped" ? "killed" : type;
    this.#exit = reason === "failed" ? { path: this.path, reason, error } : { path: this.path, reason };
    for (const cancel of this.#stopTimers) cancel();
    this.#inbox.discard();
    this.#resolveDone(this.#exit);
    for (const watcher of this.#watchers) watcher(this.#exit);
  }

  #stats(): ActorStats {
    const { size: queued, capacity, dropped } = this.#inbox;
    const restarts = this.#supervision.restarts();
    return { path: this.path, queued, capacity, processed: this.#processed, dropped, restarts };
  }
}

function failIn<M>(life: Incarnation<M>, error: unknown, message: M | undefined): void {
  life.fail(error);
  for (const reply of repliesIn(message)) reply.fail(error);
}
