/** What lies in a data folder, in words. */
import type { LedgerLine } from "../../schemas/evidence.ts";
import type { Disk } from "../../actors/archive/disk.ts";
import { readFooter } from "../../actors/archive/footer.ts";
import { decodeFrame, type Frame, scanFrames } from "../../actors/archive/frames.ts";
import { COVERAGE, journalFolder, QUARANTINE, segmentPath } from "../../actors/archive/layout.ts";
import { readLedger } from "../../actors/archive/ledger.ts";
import { openLedgers } from "../../actors/archive/ledgers.ts";
import { listSegments } from "../../actors/archive/segment.ts";
import { DAY_US } from "./samples.ts";

export function dump(disk: Disk): string[] {
  return [...journal(disk), ...ledgers(disk), ...files(disk), ...quarantine(disk)];
}

function journal(disk: Disk): string[] {
  return listSegments(disk, "").flatMap((name) => {
    const path = segmentPath(name);
    const bytes = disk.read(path);
    const { frames, validBytes } = scanFrames(bytes);
    const left = bytes.length - validBytes;
    return [
      path.replace(`${journalFolder("")}/`, "journal "),
      ...frames.map((raw) => `  ${frameWords(decodeFrame(raw))}`),
      ...(left > 0 ? [`  ${left} bytes that are no frame`] : []),
    ];
  });
}

function frameWords(frame: Frame): string {
  switch (frame.kind) {
    case "header":
      return `header: epoch ${frame.header.epoch}, first batch ${frame.header.firstBatch}`;
    case "series":
      return `series ${frame.series}: ${frame.declared.key}`;
    case "rows":
      return `batch ${frame.batch} of series ${frame.series}: ${frame.columns.length} rows`;
    case "evidence":
      return `batch ${frame.batch} of series ${frame.series}: ${frame.evidence.map(({ kind }) => kind)}`;
    case "end":
      return `end: ${frame.batch} would come next`;
    default:
      throw frame satisfies never;
  }
}

function ledgers(disk: Disk): string[] {
  return openLedgers(disk).keys("").flatMap((key) => {
    const { lines, badLines, validBytes } = readLedger(disk, key);
    const torn = (disk.size(`${COVERAGE}/${key}.jsonl`) ?? 0) - validBytes;
    return [
      `ledger ${key}`,
      ...(badLines > 0 ? ["  damaged: of what stands before nothing counts"] : []),
      ...lines.map((line) => `  ${lineWords(line, key)}`),
      ...(torn > 0 ? [`  ${torn} bytes of a torn line`] : []),
    ];
  });
}

function lineWords(line: LedgerLine, key: string): string {
  const seconds = (us: number) => Math.round((us - DAY_US) / 1e6);
  const words = `${line.n} ${line.kind} ${seconds(line.from)}..${seconds(line.to)} s`;
  const ids = "firstId" in line && line.firstId !== undefined ? `, ids ${line.firstId}..${line.lastId}` : "";
  const rest = line.kind === "file"
    ? `, ${line.path.slice(key.length + 1)}: ${line.rows || "gone, no"} rows`
    : line.kind === "moved"
    ? `, ${line.path.slice(key.length + 1)} to ${line.remote}`
    : "reason" in line
    ? `, ${line.reason}`
    : "";
  return words + ids + rest;
}

function files(disk: Disk): string[] {
  return below(disk, "sandbox").map((path) => `file ${path}: ${contents(disk, path)}`);
}

function contents(disk: Disk, path: string): string {
  try {
    const { rows, note } = readFooter(disk, path);
    return `${rows} rows` + (note!.inputs.length > 0 ? `, of ${note!.inputs.join(" ")}` : "");
  } catch {
    return "no Parquet";
  }
}

function quarantine(disk: Disk): string[] {
  return below(disk, QUARANTINE).filter((path) => path.endsWith(".json")).map((path) => {
    const { reason, fromByte } = JSON.parse(new TextDecoder().decode(disk.read(path)));
    const kept = path.slice(QUARANTINE.length + 1, -".json".length);
    return `quarantine ${kept}${fromByte > 0 ? `, from byte ${fromByte}` : ""}: ${reason}`;
  });
}

const below = (disk: Disk, folder: string): string[] =>
  disk.list(folder).flatMap(({ name, isFolder }) =>
    isFolder ? below(disk, `${folder}/${name}`) : [`${folder}/${name}`]
  );
