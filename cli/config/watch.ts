/** Notices that a text has changed, by looking at it now and then: that works on every kind of disk and mount. */
import type { Clock } from "../../actors/kernel/clock.ts";

const LOOK_MS = 1_000;

export interface Watched {
  clock: Clock;
  /** The text, or why there is none. Never rejects. */
  look(): Promise<string>;
  /** Whether this text is known; one that is not is told of. */
  isKnown(text: string): boolean;
  changed(text: string): void;
}

/**
 * Calls `changed` with a text that is not known, once it was found twice in a row: an editor may write it in parts.
 * Gives what ends it.
 */
export function watchText({ clock, look, isKnown, changed }: Watched): () => void {
  let before: string | null = null;
  let isEnded = false;
  let cancel = clock.after(LOOK_MS, () => void again());

  async function again(): Promise<void> {
    const text = await look();
    if (isEnded) return;
    if (text === before && !isKnown(text)) changed(text);
    before = text;
    cancel = clock.after(LOOK_MS, () => void again());
  }

  return () => {
    isEnded = true;
    cancel();
  };
}
