/** Files that no sound archive would have. */
import type { Rows, Trade } from "../../../schemas/market.ts";
import { type DataType, parseSeriesKey } from "../../../schemas/series.ts";
import type { Disk } from "../../../actors/archive/disk.ts";
import { noteFor, publish, writeTemporary } from "../../../actors/archive/parquet.ts";
import { toColumns } from "../../../actors/archive/rows.ts";
import { sealAll } from "../../../actors/archive/seal.ts";
import { ofTrades, type Rig, rigOn } from "../samples.ts";

/** An aggregate whose id is that of its last trade. */
export const withSpan = (trade: Trade, firstId: number): Trade => ({
  ...trade,
  firstId,
  lastId: Number(trade.id),
});

/** Writes rows as they are, in place of a file or beside others, and puts them into the ledger. */
export async function plant({ archive }: Rig, path: string, rows: Rows): Promise<void> {
  const key = path.slice(0, path.lastIndexOf("/"));
  const isTrades = (parseSeriesKey(key).type satisfies DataType) === "trades";
  const note = noteFor(key, { ...(isTrades && { tradeIds: "serial" as const }), inputs: [] });
  const written = await writeTemporary(
    archive.disk,
    path,
    note,
    async function* () {
      yield toColumns(rows);
    }(),
  );
  publish(archive.disk, path);
  archive.ledgers.append(key, [{ kind: "file", path, ...written! }]);
}

/** Trades of a series of its own, as the archive writes them. */
export async function seal(disk: Disk, key: string, rows: Trade[]): Promise<void> {
  const rig = rigOn(disk);
  const journal = rig.journal(4);
  await journal.append({ key, rows: ofTrades(rows) });
  await journal.close();
  await sealAll(rig.archive, "sandbox", () => true);
}
