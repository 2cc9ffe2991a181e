/** A change in two steps: whatever can fail is done before anything else knows of it. */
export interface Prepared {
  /** It counts from now on. Cannot fail. */
  commit(): void;
  /** It is not to be: all is as before. */
  abandon(): void;
}

export const NOTHING_TO_DO: Prepared = { commit() {}, abandon() {} };
