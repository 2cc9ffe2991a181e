import { durationWords } from "../actors/control/phrases.ts";
import type { Environment } from "./environment.ts";

export interface Progress {
  /** More of the work is done. */
  (bytes: number): void;
}

const EVERY_MS = 200;

/** Shows on a terminal how much of a work of so many bytes is done, and how long the rest may take. */
export function progress(doing: string, totalBytes: number, { stderr, clock }: Environment): Progress {
  const startedAt = clock.now();
  let [done, shownAt] = [0, 0];
  const show = (text: string) =>
    void stderr.write(new TextEncoder().encode(`\r\x1b[K${text}`)).catch(() => {});
  return (bytes) => {
    done += bytes;
    const now = clock.now();
    if (!stderr.isTerminal || (now - shownAt < EVERY_MS && done < totalBytes)) return;
    shownAt = now;
    if (done >= totalBytes) return show("");
    const [mb, ofMb] = [done, totalBytes].map((bytes) => (bytes / 1e6).toFixed(1));
    const leftMs = (now - startedAt) / done * (totalBytes - done);
    show(`${doing}: ${mb} of ${ofMb} MB, ${durationWords(leftMs)} left`);
  };
}
