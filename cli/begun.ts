/** Something that is there after a while: as it is now, and as a promise. */
export interface Begun<T> {
  /** null: not yet. */
  now(): T | null;
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

export function createBegun<T>(): Begun<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  let there: T | null = null;
  return {
    now: () => there,
    promise,
    resolve(value) {
      there = value;
      resolve(value);
    },
  };
}
