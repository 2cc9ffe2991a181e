/** What the ledger of one series claims, and what is wrong with the ledger itself. */
import { type Coverage, GAP_CAUSES, type LedgerLine } from "../../../schemas/evidence.ts";
import { coverageOf, noProof } from "../coverage.ts";
import type { Disk } from "../disk.ts";
import type { Interval } from "../intervals.ts";
import { coveragePath } from "../layout.ts";
import { type LedgerReading, parseLine, readLedger } from "../ledger.ts";
import { type SeriesRecord, take } from "../ledgers.ts";
import type { Finding } from "./report.ts";
import { count, message, timeWords } from "./words.ts";

export interface Claims {
  key: string;
  record: SeriesRecord;
  coverage: Coverage;
  /** Lines that count and make sense, in order. */
  lines: LedgerLine[];
  /** Of its ledger when it was read; another size means that it went on. */
  bytes: number;
  /** Else nothing is known of the series: a newer version wrote its ledger. */
  isReadable: boolean;
  contradictions: Finding[];
  remarks: Finding[];
}

/** No exchange is older than Bitcoin. */
export const EARLIEST_US = Date.UTC(2009, 0, 1) * 1000;
/** An exchange's clock may be ahead of ours, but not by more. */
export const AHEAD_US = 3600e6;

/** @param nowUs What is claimed of a time behind this one, and an hour, cannot be. */
export function readClaims(disk: Disk, key: string, nowUs: number): Claims {
  const path = coveragePath(key);
  const bytes = disk.size(path) ?? 0;
  const { reading, unreadable } = readingOf(disk, key);
  const record = newRecord(key, reading);
  const contradictions = unreadable ?? (reading.badLines > 0 ? badLines(disk, key) : []);
  const lines: LedgerLine[] = [];
  for (const line of reading.lines) {
    const fault = faultOf(line, nowUs);
    if (fault) contradictions.push({ about: path, what: `line number ${line.n} ${fault}` });
    else {
      take(record, line);
      lines.push(line);
    }
  }
  const coverage = coverageOf(record.proof);
  contradictions.push(...rejectedAfterAnswer(path, lines, coverage));
  const remarks = unreadable ? [] : tornEnd(path, bytes, reading);
  return { key, record, coverage, lines, bytes, isReadable: !unreadable, contradictions, remarks };
}

function readingOf(disk: Disk, key: string): { reading: LedgerReading; unreadable: Finding[] | null } {
  try {
    return { reading: readLedger(disk, key), unreadable: null };
  } catch (error) {
    const what = `cannot be read: ${message(error).replace(/^Cannot read ledger ".*": /, "")}`;
    const nothing = { lines: [], nextN: 0, validBytes: 0, badLines: 0 };
    return { reading: nothing, unreadable: [{ about: coveragePath(key), what }] };
  }
}

function newRecord(key: string, { nextN, badLines }: LedgerReading): SeriesRecord {
  return { key, proof: noProof(), files: new Map(), moved: new Map(), nextN, badLines };
}

/** Which lines cannot be read, or do not follow the one before. Lines count from 1, as editors count them. */
function badLines(disk: Disk, key: string): Finding[] {
  const about = coveragePath(key);
  const texts = new TextDecoder().decode(disk.read(about)).split("\n");
  const tail = texts.pop()!;
  const found: Finding[] = [];
  const say = (i: number, what: string) =>
    found.push({ about, what: `line ${i + 1} ${what}; what stands before it proves nothing` });
  let nextN = 0;
  for (const [i, text] of texts.entries()) {
    const line = parseLine(text);
    if (!line) say(i, "is damaged: its checksum does not hold");
    else if (line.n !== nextN) {
      say(i, `has the number ${line.n} where ${nextN} belongs: lines are missing or repeated`);
    }
    nextN = line ? line.n + 1 : nextN + 1;
  }
  if (parseLine(tail.slice(0, -1))) say(texts.length, "is damaged: its end is no line's end");
  return found;
}

/** An append that was cut off: nothing that it says was counted on. The next one cuts it. */
function tornEnd(about: string, bytes: number, { validBytes }: LedgerReading): Finding[] {
  const rest = bytes - validBytes;
  return rest > 0 ? [{ about, what: `ends in ${count(rest, "byte")} of a line that was cut off` }] : [];
}

/** Their ranges are proof, or stand for rows, so they lie in the time that there has been. */
const CLAIMS = ["ids", "answer", "recorded", "file"];

/** What a line says that cannot be; null: it makes sense. */
function faultOf(line: LedgerLine, nowUs: number): string | null {
  const { kind, from, to } = line;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from > to) {
    return `has a range from ${from} to ${to}, which is none`;
  }
  const isOver = kind === "file" && line.rows === 0;
  if (CLAIMS.includes(kind) && !isOver && to > nowUs + AHEAD_US) {
    return `speaks of ${timeWords(to)}, a time that has not come yet`;
  }
  return faultOfKind(line);
}

function faultOfKind(line: LedgerLine): string | null {
  switch (line.kind) {
    case "ids":
    case "void-id":
      return line.firstId <= line.lastId ? null : `has ids from ${line.firstId} to ${line.lastId}`;
    case "answer":
      return line.to <= line.askedAt
        ? null
        : `counts an answer for the time up to ${timeWords(line.to)}, given at ${timeWords(line.askedAt)}`;
    case "gap":
      return GAP_CAUSES.includes(line.cause) ? null : `has the cause "${line.cause}", which is none`;
    case "file":
      return line.rows === 0 || line.from >= EARLIEST_US
        ? null
        : `lists rows of ${timeWords(line.from)}, before there was an exchange`;
    case "unavailable":
    case "recorded":
    case "lost":
    case "moved":
      return null;
    default:
      throw line satisfies never;
  }
}

/**
 * A row that was refused is missing from its time, so no answer from before it can prove that time: only one
 * that came later, or ids.
 */
function rejectedAfterAnswer(about: string, lines: LedgerLine[], { idRuns }: Coverage): Finding[] {
  const answers = lines.filter((line) => line.kind === "answer");
  return lines.flatMap((gap) => {
    if (gap.kind !== "gap" || gap.cause !== "rejected") return [];
    const covers = ({ from, to }: Interval) => from <= gap.from && to >= gap.to;
    const isBroken = answers.some(({ n, from, to }) => n < gap.n && from < gap.to && to > gap.from);
    const isMended = idRuns.some(covers) || answers.some((answer) => answer.n > gap.n && covers(answer));
    if (!isBroken || isMended) return [];
    const range = `${timeWords(gap.from)} to ${timeWords(gap.to)}`;
    return [{
      about,
      what: `claims time from ${range} complete, and a row of it was rejected later (line number ${gap.n})`,
    }];
  });
}
