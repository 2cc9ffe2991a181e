/** Whether an error is the disk's: then nothing is wrong with what was to be written, and it is worth trying again. */

const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];
/** Read-only, failing, not ours, not answering, not there any more. */
const OUT_OF_ORDER = ["EROFS", "EIO", "EACCES", "EPERM", "ETIMEDOUT", "ESTALE", "ENODEV", "ENXIO"];

/** No room: the disk's, a quota's, or a limit's on the size of files. */
export function isDiskFull(error: unknown): boolean {
  return chain(error).some((each) =>
    has(each, FULL) || /no space left|disk is full|file too large/i.test(each.message)
  );
}

/** Full, or out of order. A file that is not there is not the disk's fault. */
export function isDiskFault(error: unknown): boolean {
  return isDiskFull(error) || chain(error).some((each) => has(each, OUT_OF_ORDER));
}

function has(error: Error, codes: string[]): boolean {
  return "code" in error && codes.includes(String(error.code));
}

/** The error and what caused it. */
function chain(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chain(error.cause)] : [];
}
