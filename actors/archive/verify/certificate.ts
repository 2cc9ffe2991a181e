/** A report as a text to keep beside the data: the same folder gives the same text, but for its last line. */
import { createHash } from "node:crypto";
import { contradictionsOf, type Finding, type Report, type SeriesReport } from "./report.ts";
import { seriesLines } from "./series_lines.ts";
import { count, megabytes, timeWords } from "./words.ts";
import { wrap } from "./wrap.ts";

/** Where and when a certificate was made. */
export interface Origin {
  /** `tapedeck 0.1.0` */
  software: string;
  /** Absolute path of the data folder. */
  folder: string;
  /** µs. */
  atUs: number;
}

/**
 * The last line tells the origin; the one before it, the SHA-256 of all before that one, so that certificates of
 * copies of a folder can be compared by it: `head -n -2 certificate.txt | sha256sum`.
 */
export function certificateText(report: Report, { software, folder, atUs }: Origin): string {
  const text = [
    ...head(report),
    ...report.series.flatMap((series) => ["", ...seriesLines(series)]),
    ...checksums(report.series),
    ...findings("Remarks", [...report.remarks, ...report.series.flatMap(({ remarks }) => remarks)]),
    ...findings("Contradictions", contradictionsOf(report)),
    "",
    ...wrap(verdict(report), ""),
    "",
    "",
  ].join("\n");
  const sha256 = createHash("sha256").update(text).digest("hex");
  const seconds = timeWords(Math.floor(atUs / 1e6) * 1e6);
  return `${text}SHA-256 of the text above: ${sha256}\n` +
    `Written at ${seconds} UTC by ${software} from ${folder}\n`;
}

function head({ series, range, depth }: Report): string[] {
  const sum = (of: (series: SeriesReport) => number) => series.reduce((sum, each) => sum + of(each), 0);
  const rows = count(sum(({ rows }) => rows), "row");
  const files = count(sum(({ files }) => files.filter(({ remote }) => remote === null).length), "file");
  const holes = count(sum(({ holes }) => holes.length), "hole");
  const read = depth === "rows"
    ? "every row was read, and every SHA-256 computed again"
    : "ledgers, and names, sizes and footers of files were read; --deep reads every row";
  return [
    "Certificate of recorded market data",
    "===================================",
    `Holds    ${series.length} series, ${rows} in ${files} (${
      megabytes(sum(({ bytes }) => bytes))
    }), ${holes}`,
    ...(range.from === null && range.to === null ? [] : [`Range    ${rangeWords(range)}`]),
    `Checked  ${read}`,
    "Times    of the exchanges, UTC; a range begins with its first time and ends before its second",
  ];
}

const rangeWords = ({ from, to }: Report["range"]): string =>
  `${from === null ? "the first row" : timeWords(from)} to ${to === null ? "the last" : timeWords(to)}`;

/** In the form that sha256sum reads. */
function checksums(series: SeriesReport[]): string[] {
  const files = series.flatMap(({ files }) => files.filter(({ remote }) => remote === null));
  if (files.length === 0) return [];
  return [
    "",
    "SHA-256 of each file (to check them, in the data folder: sha256sum -c THIS-FILE)",
    ...files.map(({ sha256, path }) => `${sha256}  ${path}`),
  ];
}

function findings(title: string, found: Finding[]): string[] {
  return found.length === 0 ? [] : [
    "",
    title,
    ...found.flatMap(({ about, what }) =>
      wrap(`${about} ${what}`, "    ").map((line, i) => i === 0 ? `  - ${line.slice(4)}` : line)
    ),
  ];
}

function verdict(report: Report): string {
  const { series, depth } = report;
  const found = contradictionsOf(report).length;
  const files = count(series.reduce((sum, { files }) => sum + files.length, 0), "file");
  if (found > 0) {
    return `Verdict: ${count(found, "contradiction")} between what is claimed and what is there.`;
  }
  if (series.length === 0) return "Verdict: no series has files yet, so nothing contradicts.";
  const read = depth === "rows" ? "rows and SHA-256" : "size and footer";
  return `Verdict: nothing contradicts. The ${read} of ${files} in ${series.length} series are as claimed.`;
}
