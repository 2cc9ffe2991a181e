import type { ActorRef, Child, Exit, SpawnOptions } from "./actor.ts";
import { Children } from "./children.ts";
import type { Cancel } from "./clock.ts";
import { type FromWorker, revivedError, type ToWorker } from "./frames.ts";
import { createLink, CREDIT, creditOf, type Lane } from "./link.ts";
import { ABORT_MS, DEFAULT_CAPACITY, DEFAULT_GRACE_MS } from "./local_actor.ts";
import { type ActorStats, type Host, type Owned, OWNER, type Owner } from "./owner.ts";
import { RemoteChild } from "./remote_ref.ts";

export interface WorkerOptions {
  /** The Worker's module, which calls `serveBehaviors`. */
  url: URL;
  /** The last step of its path, unique under its owner; `"worker"` by default. */
  name?: string;
  /** How often it is asked for a sign of life; 5 s by default. */
  heartbeatMs?: number;
  /** How long it may stay silent before it is terminated; 15 s by default. */
  deadAfterMs?: number;
}

export interface RemoteSpawnOptions<Out> extends SpawnOptions {
  /** Who the behaviour's `parent` is; the actor's path is under it. */
  parent: ActorRef<Out>;
}

/** A Worker that actors can be started in. */
export interface ActorWorker extends Owned {
  /**
   * Starts the behaviour that the Worker has registered under `behavior`, made with `args`.
   *
   * Throws where a living actor has that path, the Worker has ended, or `args` cannot be cloned. An actor
   * that is restarted too often ends as `failed`; it takes no other with it.
   */
  spawn<M, Out>(
    name: string,
    behavior: string,
    args: unknown,
    options: RemoteSpawnOptions<Out>,
  ): Child<M>;
  /** Stops its actors as `Child.stop` does, then terminates it. */
  stop(graceMs?: number): Promise<Exit>;
}

interface Remote {
  child: RemoteChild<never>;
  /** From it to its parent. */
  lane: Lane;
}

/**
 * Opens a Worker under `owner`, a system or an actor's context, which it ends with.
 *
 * What goes wrong in it ends all its actors: as `failed` after an uncaught error or an unhandled rejection,
 * as `killed` when it stays silent for `deadAfterMs`.
 *
 * @example
 * ```ts
 * const worker = openWorker(ctx, { url: new URL("./venue_worker.ts", import.meta.url) });
 * const cell = worker.spawn<Command, Fact>("venue:binance", "venue", { epoch: 7 }, { parent: ctx.self });
 * ```
 */
export function openWorker(owner: { readonly [OWNER]: Owner }, options: WorkerOptions): ActorWorker {
  const { path, host, adopt } = owner[OWNER];
  const worker = new OpenedWorker(host, `${path}/${options.name ?? "worker"}`, options);
  try {
    adopt(worker);
  } catch (error) {
    void worker.stop(0);
    throw error;
  }
  return worker;
}

class OpenedWorker implements ActorWorker {
  readonly done: Promise<Exit>;
  readonly #host: Host;
  readonly #resolveDone: (exit: Exit) => void;
  readonly #worker: Worker;
  readonly #link = createLink((frame, transfer) => this.#post(frame, transfer));
  readonly #children = new Children();
  readonly #remotes = new Map<number, Remote>();
  readonly #cancels: Cancel[] = [];
  readonly #heartbeatMs: number;
  readonly #deadAfterMs: number;
  #cancelBeat: Cancel = () => {};
  #lastId = 0;
  #unanswered = 0;
  #stats: ActorStats[] = [];
  #isStopping = false;
  #hasEnded = false;

  constructor(host: Host, readonly path: string, options: WorkerOptions) {
    this.#host = host;
    this.#heartbeatMs = options.heartbeatMs ?? 5_000;
    this.#deadAfterMs = options.deadAfterMs ?? 15_000;
    const { promise, resolve } = Promise.withResolvers<Exit>();
    this.done = promise;
    this.#resolveDone = resolve;
    this.#worker = new Worker(options.url, { type: "module" });
    this.#listen();
    this.#cancels.push(host.enlist(() => this.#stats));
    this.#beat();
  }

  spawn<M, Out>(
    name: string,
    behavior: string,
    args: unknown,
    { parent, capacity = DEFAULT_CAPACITY, restart = "always" }: RemoteSpawnOptions<Out>,
  ): Child<M> {
    const path = `${parent.path}/${name}`;
    if (this.#isStopping) throw new Error(`Cannot spawn "${path}": "${this.path}" is ending`);
    const id = ++this.#lastId;
    const address = { id, path, host: this.#host, link: this.#link, credit: creditOf(capacity) };
    const child = new RemoteChild<M>(address, (id, graceMs) => this.#post({ type: "stop", id, graceMs }));
    this.#children.add(child);
    this.#remotes.set(id, { child, lane: { target: parent, credit: CREDIT, taken: 0 } });
    try {
      const options = { capacity, restart };
      this.#post({ type: "spawn", id, path, parentPath: parent.path, behavior, args, options });
    } catch (error) {
      this.#exited(id, "failed", error);
      throw new Error(`Cannot spawn "${path}": its arguments do not cross into a Worker`, { cause: error });
    }
    return child;
  }

  stop(graceMs: number = DEFAULT_GRACE_MS): Promise<Exit> {
    if (graceMs <= 0) this.#end("killed");
    else this.#cancels.push(this.#host.clock.after(graceMs + ABORT_MS, () => this.#end("killed")));
    if (!this.#isStopping) {
      this.#isStopping = true;
      void this.#children.stop(graceMs).then(() => this.#end("stopped"));
    }
    return this.done;
  }

  #listen(): void {
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (!this.#hasEnded) this.#received(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault(); // or it would end this isolate too
      this.#end("failed", event.error ?? new Error(event.message));
    };
    this.#worker.onmessageerror = () => {
      this.#end("failed", new Error(`Cannot read a message from "${this.path}": it does not deserialise`));
    };
  }

  #received(frame: FromWorker): void {
    switch (frame.type) {
      case "tell": {
        const remote = this.#remotes.get(frame.id);
        if (remote) this.#link.deliver(frame, remote.lane);
        return;
      }
      case "credit":
        return this.#remotes.get(frame.id)?.child.returned(frame.count);
      case "answer":
        return this.#link.answered(frame);
      case "exit":
        this.#post({ type: "forget", id: frame.id });
        return this.#exited(frame.id, frame.reason, frame.error && revivedError(frame.error));
      case "failure":
        return this.#host.failed({ ...frame.failure, error: revivedError(frame.error) });
      case "pong":
        this.#unanswered = 0;
        this.#stats = frame.stats;
        return this.#host.deadElsewhere(frame.deadLetters);
      default:
        frame satisfies never;
    }
  }

  /** Counts beats and not time: after a machine's sleep one is missing, not thousands. */
  #beat(): void {
    if (this.#unanswered * this.#heartbeatMs >= this.#deadAfterMs) {
      const silence = `it gave no sign of life for ${this.#deadAfterMs / 1000} s`;
      return this.#end("killed", new Error(`Cannot go on with "${this.path}": ${silence}`));
    }
    this.#unanswered++;
    this.#post({ type: "ping" });
    this.#cancelBeat = this.#host.clock.after(this.#heartbeatMs, () => this.#beat());
  }

  #exited(id: number, reason: Exit["reason"], error?: unknown): void {
    const remote = this.#remotes.get(id);
    this.#remotes.delete(id);
    remote?.child.exited(reason, error);
  }

  #end(reason: Exit["reason"], error?: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = this.#isStopping = true;
    this.#worker.terminate();
    this.#cancelBeat();
    for (const cancel of this.#cancels) cancel();
    this.#link.end(error ?? new Error(`Cannot answer: "${this.path}" was ${reason}`));
    if (error) this.#host.failed({ path: this.path, error, restarts: 0 });
    for (const id of [...this.#remotes.keys()].reverse()) this.#exited(id, reason, error);
    this.#resolveDone({ path: this.path, reason, ...(error === undefined ? {} : { error }) });
  }

  #post(frame: ToWorker, transfer: ArrayBuffer[] = []): void {
    if (!this.#hasEnded) this.#worker.postMessage(frame, transfer);
  }
}
