/** Keeps frames that no row was made of, a line of JSON each, up to a limit: they are for a person to read. */
import type { Disk, DiskFile } from "../archive/disk.ts";

const LIMIT_BYTES = 10 * 1024 * 1024;

export interface FrameQuarantine {
  keep(at: number, symbol: string | null, reason: string, frame: string): void;
  close(): void;
}

/** The file is made at the first frame, so that an empty one is never left behind. */
export function openFrameQuarantine(disk: Disk, exchange: string, epoch: number): FrameQuarantine {
  const encoder = new TextEncoder();
  let file: DiskFile | null = null;
  let sizeBytes = 0;
  return {
    keep(at, symbol, reason, frame) {
      if (sizeBytes > LIMIT_BYTES) return;
      const line = encoder.encode(
        JSON.stringify({ at: new Date(at).toISOString(), symbol, reason, frame }) + "\n",
      );
      file ??= disk.openAppend(`.tapedeck/quarantine/frames/${exchange}-${epoch}.jsonl`);
      file.write(line);
      sizeBytes += line.length;
    },
    close: () => file?.close(),
  };
}
