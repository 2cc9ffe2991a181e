// @ts-check
/**
 * What the server says of the disk and of the copies, asked for again and again: more often while something goes on.
 * @import { RestoreRecord } from "../../../schemas/wire_storage.ts"
 * @import { StorageUsage } from "../../../schemas/wire_archive.ts"
 * @import { Asked } from "../../lib/use_answer.js"
 */
import { useEffect, useState } from "preact/hooks";
import { ask } from "../../lib/api.js";
import { useAnswer } from "../../lib/use_answer.js";

const USAGE_MS = 60_000;
const CALM_MS = 4_000;
const BUSY_MS = 1_000;

/**
 * A remote, as `GET /api/storage` has it; times in seconds since 1970.
 * @typedef {object} Remote
 * @property {string} remote
 * @property {number | null} [purge_after_days]
 * @property {boolean} [purge_when_low]
 * @property {"idle" | "syncing" | "retrying"} [state]
 * @property {number | null} [last_success]
 * @property {string | null} [last_error]
 * @property {number | null} [next_sync]
 * @property {number} [files] That are there and were checked.
 * @property {number} [bytes]
 * @property {number} [files_checked_by_hash]
 * @property {number} [files_checked_by_size]
 * @property {{ files: number, total_files: number, bytes: number, total_bytes: number, bytes_per_second: number | null } | null} [progress]
 * @property {number} [purged_files] That are there, and not here any more.
 * @property {number} [purged_bytes]
 * @property {string | null} [last_purge_error]
 *
 * @typedef {object} Copies `GET /api/storage`
 * @property {Remote[]} remotes
 * @property {number} sync_interval s; 0: only on demand.
 * @property {boolean} rclone_available
 * @property {number | null} last_sync
 * @property {boolean} [purging]
 * @property {number | null} [last_purge]
 * @property {number} [awaited_files]
 * @property {RestoreRecord[]} [restores]
 *
 * @typedef {Asked<Copies> & { reload: () => void }} AskedCopies
 * @typedef {Asked<StorageUsage> & { reload: () => void }} AskedUsage
 */

/** @returns {AskedUsage} */
export function useUsage() {
  return useAnswer(() => ask.get("/api/storage/usage"), [], { everyMs: USAGE_MS });
}

/** @returns {AskedCopies} */
export function useCopies() {
  const [everyMs, setEveryMs] = useState(CALM_MS);
  /** @type {AskedCopies} */
  const asked = useAnswer(() => ask.get("/api/storage"), [], { everyMs });
  const isBusy = asked.value !== null && goesOn(asked.value);
  useEffect(() => setEveryMs(isBusy ? BUSY_MS : CALM_MS), [isBusy]);
  return asked;
}

/** @param {Copies} copies */
function goesOn({ remotes, purging = false, restores = [] }) {
  return purging || remotes.some(({ state }) => state === "syncing") || restores.some(isUnderWay);
}

/** @param {Pick<RestoreRecord, "state">} restore */
export function isUnderWay({ state }) {
  return state === "waiting" || state === "running";
}
