import { createHash } from "node:crypto";
import { type Columns, numbers } from "./columns.ts";
import type { Disk } from "./disk.ts";
import { idSpans } from "./identity.ts";

/** What a `file` line says of rows. `from` and `to` enclose their ts; half-open, µs. */
export interface RowExtent {
  rows: number;
  from: number;
  to: number;
  firstId?: number;
  lastId?: number;
}

/** Counts rows and finds their extent, batch by batch. */
export function newRowTally(isSerial: boolean): { add(columns: Columns): void; extent(): RowExtent } {
  let rows = 0;
  let [from, to, firstId, lastId] = [Infinity, -Infinity, Infinity, -Infinity];
  return {
    add(columns) {
      rows += columns.length;
      const ts = numbers(columns, "ts");
      [from, to] = [least(ts, from), greatest(ts, to - 1) + 1];
      if (columns.type !== "trades" || !isSerial) return;
      const spans = idSpans(columns);
      [firstId, lastId] = [least(spans.first, firstId), greatest(spans.last, lastId)];
    },
    extent: () => ({ rows, from, to, ...(firstId <= lastId && { firstId, lastId }) }),
  };
}

// Loops, since a call a value would cost more than the file's compression.
function least(values: Float64Array, bound: number): number {
  for (let row = 0; row < values.length; row++) if (values[row] < bound) bound = values[row];
  return bound;
}

function greatest(values: Float64Array, bound: number): number {
  for (let row = 0; row < values.length; row++) if (values[row] > bound) bound = values[row];
  return bound;
}

/** SHA-256 of a file, in hex. */
export function hashFile(disk: Disk, path: string): string {
  const hash = createHash("sha256");
  const pieceBytes = 1 << 20;
  for (let at = 0, size = disk.size(path) ?? 0; at < size; at += pieceBytes) {
    hash.update(disk.read(path, at, at + pieceBytes));
  }
  return hash.digest("hex");
}
