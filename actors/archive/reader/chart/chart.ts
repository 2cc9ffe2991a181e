/** Charts of series: any range in any number of buckets, whatever the archiver does meanwhile. */
import type { Chart } from "../../../../schemas/wire_archive.ts";
import type { Disk } from "../../disk.ts";
import { Outdated } from "../file.ts";
import type { Reader } from "../reader.ts";
import { openBarStore } from "./bar_store.ts";
import { draw } from "./draw.ts";

export interface ChartRequest {
  key: string;
  /** µs; null: from the first row, to the last. */
  fromUs: number | null;
  toUs: number | null;
  /** Buckets at most. */
  points: number;
  /** What the range ends at where there are no rows, µs. */
  nowUs: number;
}

export interface Charts {
  /**
   * What could be summed up until `enough` resolves; the rest is marked, and is there when it is asked for again, a
   * little more each time. null: there is nothing of this series. Throws `Cannot chart …`.
   */
  of(request: ChartRequest, enough: Promise<void>): Promise<Chart | null>;
}

/** More often than this the archiver cannot be in the way. */
const MAX_TRIES = 100;

export function openCharts(disk: Disk, reader: Reader): Charts {
  const store = openBarStore(disk);
  return {
    async of(request, enough) {
      let found: ReadonlyMap<string, Outdated["finding"]> = new Map();
      let revision = "";
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const snapshot = reader.snapshot(request.key);
        if (snapshot.revision !== revision) found = new Map();
        revision = snapshot.revision;
        try {
          return await draw(request, { disk, reader, store, snapshot, found, enough });
        } catch (error) {
          if (!(error instanceof Outdated)) throw error;
          found = new Map([...found, [error.path, error.finding]]);
        }
      }
      throw new Error(
        `Cannot chart ${request.key}: its files changed faster than they could be read; try again`,
      );
    },
  };
}
