/** What this process uses of the machine. */
import process from "node:process";

export interface ProcessUse {
  residentBytes: number;
  /** Since it began, of all its threads. */
  cpuSeconds: number;
  /** ms since 1970. */
  startedAt: number;
  /** null: the system does not say. */
  openFiles: number | null;
}

export function processUse(): ProcessUse {
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: Deno.memoryUsage().rss,
    cpuSeconds: (user + system) / 1e6,
    startedAt: performance.timeOrigin,
    openFiles: openFiles(),
  };
}

function openFiles(): number | null {
  if (Deno.build.os !== "linux") return null;
  try {
    return [...Deno.readDirSync("/proc/self/fd")].length;
  } catch {
    return null;
  }
}
