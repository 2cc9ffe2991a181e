/** A queue with a limit: a ring that grows as it fills and is never larger than it had to be. */
export class Mailbox<T> {
  #slots: Array<T | undefined> = new Array(8);
  #head = 0;
  #size = 0;

  constructor(readonly capacity: number) {
    if (!(capacity >= 1)) {
      throw new Error(`Cannot make a mailbox of ${capacity}: it takes at least 1 message`);
    }
  }

  get size(): number {
    return this.#size;
  }

  /** False when it is full. */
  offer(item: T): boolean {
    if (this.#size >= this.capacity) return false;
    this.push(item);
    return true;
  }

  /** Past its capacity, for what something else bounds. */
  push(item: T): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = item;
    this.#size++;
  }

  /** The oldest one. Only where `size` is not 0. */
  take(): T {
    const item = this.#slots[this.#head] as T;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#size--;
    return item;
  }

  #grow(): void {
    const slots = new Array<T | undefined>(this.#slots.length * 2);
    for (let at = 0; at < this.#size; at++) {
      slots[at] = this.#slots[(this.#head + at) & (this.#slots.length - 1)];
    }
    this.#slots = slots;
    this.#head = 0;
  }
}
