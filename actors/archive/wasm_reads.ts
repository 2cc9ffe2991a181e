/**
 * Reads through parquet-wasm, one at a time. On damaged bytes its asynchronous reader panics: the promise stays
 * pending for ever, and the isolate gets an error event that would end it. That event is turned into the rejection
 * of the read that was under way. Reads of one isolate share its thread anyhow.
 */

/** The Parquet reader trapped: this Worker's copy of it can no longer be relied on, and has to go with its Worker. */
export class ReaderTrap extends Error {}

let turns: Promise<unknown> = Promise.resolve();
let fail: ((error: Error) => void) | null = null;

globalThis.addEventListener("error", (event) => {
  if (!fail || !(event.error instanceof WebAssembly.RuntimeError)) return;
  event.preventDefault();
  fail(new ReaderTrap("its bytes are damaged"));
});

export function readInTurn<T>(read: () => Promise<T>): Promise<T> {
  const turn = turns.then(() => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    fail = reject;
    read().then(resolve, reject);
    return promise;
  }).finally(() => fail = null);
  turns = turn.catch(() => {});
  return turn;
}
