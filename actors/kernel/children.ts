import type { Owned } from "./owner.ts";

/** What one owner has started and what has not ended yet, in the order of its start. */
export class Children {
  readonly #running = new Map<string, Owned>();

  add(owned: Owned): void {
    if (this.#running.has(owned.path)) throw new Error(`Cannot spawn "${owned.path}": it is running already`);
    this.#running.set(owned.path, owned);
    void owned.done.then(() => this.#running.delete(owned.path));
  }

  /** Stops them one after the other, the last started first. */
  async stop(graceMs: number): Promise<void> {
    for (const child of this.#lastFirst()) await child.stop(graceMs);
  }

  /** Aborts them all at once. */
  kill(): void {
    for (const child of this.#lastFirst()) void child.stop(0);
  }

  #lastFirst(): Owned[] {
    return [...this.#running.values()].reverse();
  }
}
