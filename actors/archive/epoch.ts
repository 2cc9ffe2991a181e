import type { Disk } from "./disk.ts";
import { EPOCH_PATH, folderOf } from "./layout.ts";

/**
 * The next epoch: a number that no writer of this data folder has had, durable before it is used. Only one
 * isolate of the process may ask.
 */
export function nextEpoch(disk: Disk): number {
  const epoch = lastEpoch(disk) + 1;
  const temporary = `${EPOCH_PATH}.tmp`;
  if (disk.size(temporary) !== null) disk.remove(temporary);
  const file = disk.create(temporary);
  try {
    file.write(new TextEncoder().encode(`${epoch}\n`));
    file.syncNow();
  } finally {
    file.close();
  }
  disk.rename(temporary, EPOCH_PATH);
  disk.syncFolder(folderOf(EPOCH_PATH));
  return epoch;
}

function lastEpoch(disk: Disk): number {
  if (disk.size(EPOCH_PATH) === null) return 0;
  const text = new TextDecoder().decode(disk.read(EPOCH_PATH)).trim();
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error(
    `Cannot read "${EPOCH_PATH}": "${
      text.slice(0, 40)
    }" is no number; write one there that is higher than the ` +
      `first number in every name under .tapedeck/journal and every ".part-" name`,
  );
}
