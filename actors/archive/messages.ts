/** What the archiver is told and asked. It tells its parent facts (schemas/facts.ts, `ArchiveFact`). */
import type { Coverage } from "../../schemas/evidence.ts";
import type { SeriesSummary } from "../../schemas/facts.ts";
import type { Reply } from "../kernel/mod.ts";

/** The durable state of a series, from which a cell goes on. */
export interface Resume {
  key: string;
  coverage: Coverage;
}

export type ArchiveCommand =
  /** Brings the folder into order after whatever happened; asked once, before any cell starts. */
  | { type: "recover"; reply: Reply<{ series: SeriesSummary[]; problems: string[] }> }
  /** Seals every segment of the exchange of an epoch below `belowEpoch`, then says where each series stands. */
  | { type: "resume"; exchange: string; belowEpoch: number; reply: Reply<Resume[]> }
  /** Seals one closed segment. */
  | { type: "seal"; path: string }
  /** Removes a period's file that `remote` was seen to hold, as it is with this SHA-256; its proof stays. */
  | { type: "purge"; path: string; sha256: string; remote: string; reply: Reply<void> }
  /** Puts `{path}.tmp`, brought from the remote that a file was moved to, in that file's place. */
  | { type: "restore"; path: string; reply: Reply<void> }
  /** Replies when everything told before is done and due periods are merged. */
  | { type: "settle"; reply: Reply<void> };
