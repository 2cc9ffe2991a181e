/** Keeps frames that no row was made of, a line of JSON each, up to a limit: they are for a person to read. */
import type { Disk, DiskFile } from "../archive/disk.ts";
import { isDiskFault } from "../archive/disk_fault.ts";

const LIMIT_BYTES = 10 * 1024 * 1024;

export interface FrameQuarantine {
  keep(at: number, symbol: string | null, reason: string, frame: string): void;
  close(): void;
}

/**
 * The file is made at the first frame, so that an empty one is never left behind. A disk that takes no frame costs
 * no more than that: the rejection itself is on record in the journal.
 */
export function openFrameQuarantine(disk: Disk, exchange: string, epoch: number): FrameQuarantine {
  const encoder = new TextEncoder();
  let file: DiskFile | null = null;
  let sizeBytes = 0;

  function append(line: Uint8Array): void {
    try {
      file ??= disk.openAppend(`.tapedeck/quarantine/frames/${exchange}-${epoch}.jsonl`);
      file.write(line);
      sizeBytes += line.length;
    } catch (error) {
      if (!isDiskFault(error)) throw error;
    }
  }

  return {
    keep(at, symbol, reason, frame) {
      if (sizeBytes > LIMIT_BYTES) return;
      const note = { at: new Date(at).toISOString(), symbol, reason, frame };
      append(encoder.encode(JSON.stringify(note) + "\n"));
    },
    close: () => file?.close(),
  };
}
