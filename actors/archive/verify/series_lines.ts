/** One series of a certificate. */
import type { Interval } from "../intervals.ts";
import type { DayRun, SeriesReport, ToldFile, ToldHole } from "./report.ts";
import { count, lengthWords, megabytes, number, percent, timeWords } from "./words.ts";
import { wrap } from "./wrap.ts";

export function seriesLines(series: SeriesReport): string[] {
  return [
    series.key,
    "-".repeat(series.key.length),
    ...totals(series),
    ...block("proof", proofLines(series)),
    ...block("days", dayLines(series.days)),
    ...block("holes", series.holes.flatMap(holeLines)),
    ...block("files", fileLines(series)),
  ];
}

const block = (title: string, lines: string[]): string[] => lines.length > 0 ? [`  ${title}`, ...lines] : [];

function totals(series: SeriesReport): string[] {
  const { rows, bytes, files, extent, covers, holes, conflicts, contradictions } = series;
  const here = files.filter(({ remote }) => remote === null).length;
  const told = holes.length === 0 ? "no holes" : count(holes.length, "hole");
  const lines = [
    ["rows", `${number(rows)} in ${count(here, "file")} (${megabytes(bytes)})`],
    ...(extent ? [["first", timeWords(extent.from)], ["last", timeWords(extent.to - 1)]] : []),
    ...(covers ? [["covers", span(covers)]] : []),
    ["coverage", `${percent(series.proven)} complete, ${percent(series.recorded)} recorded, ${told}`],
  ];
  if (series.candles) lines.push(["candles", `${number(series.candles)} were compared with these trades`]);
  if (conflicts > 0) lines.push(["conflicts", conflictWords(conflicts)]);
  if (contradictions.length > 0) {
    lines.push(["against it", `${count(contradictions.length, "contradiction")}, below`]);
  }
  return lines.map(([name, words]) => `  ${name.padEnd(10)} ${words}`);
}

const conflictWords = (conflicts: number) =>
  `${count(conflicts, "row")} came twice and differed; one of each two is kept`;

const span = ({ from, to }: Interval): string => `${timeWords(from)} – ${timeWords(to)}`;

function proofLines({ proof: { ids, voidIds, answers, recorded } }: SeriesReport): string[] {
  const runs = ids.map(({ firstId, lastId, from, to }) =>
    `ids ${number(firstId)} … ${number(lastId)} contiguous, ${span({ from, to })}`
  );
  const voids = voidIds > 0 ? [`${count(voidIds, "id")} of these never issued, as the exchange shows`] : [];
  return [
    ...runs,
    ...voids,
    ...answers.map((range) => `answers of the exchange, ${span(range)}`),
    ...recorded.map((range) => `subscribed without interruption, not provable, ${span(range)}`),
  ].flatMap((line) => wrap(line, "    "));
}

function dayLines(runs: DayRun[]): string[] {
  const cells = runs.map(({ first, last, state, days, rows, proofs }) => [
    first === last ? first : `${first} … ${last}`,
    state,
    count(days, "day"),
    rows === null ? "" : count(rows, "row"),
    proofs.join(", "),
  ]);
  const widths = [0, 1, 2, 3].map((i) => Math.max(...cells.map((row) => row[i].length)));
  return cells.map(([days, state, count, rows, proofs]) =>
    `    ${days.padEnd(widths[0])}  ${state.padEnd(widths[1])}  ${count.padStart(widths[2])}  ${
      rows.padStart(widths[3])
    }  ${proofs}`.trimEnd()
  );
}

function holeLines(hole: ToldHole): string[] {
  const length = lengthWords(hole.to - hole.from);
  return [
    ...wrap(`${span(hole)}  ${length}  ${hole.causes.join(", ")}`, "    "),
    ...(hole.reasons.length > 0 ? hole.reasons : unasked(hole)).flatMap((reason) => wrap(reason, "      ")),
  ];
}

const unasked = ({ causes }: ToldHole): string[] =>
  causes.includes("unknown") ? ["nothing was recorded, and the exchange was not asked"] : [];

function fileLines({ key, files }: SeriesReport): string[] {
  const name = ({ path }: ToldFile) => path.slice(key.length + 1);
  const width = (of: (file: ToldFile) => string) => Math.max(...files.map((file) => of(file).length));
  const [names, rows] = [width(name), width((file) => count(file.rows, "row"))];
  const bytes = width((file) => count(file.bytes, "byte"));
  return files.flatMap((file) => [
    `    ${name(file).padEnd(names)}  ${count(file.rows, "row").padStart(rows)}  ${
      count(file.bytes, "byte").padStart(bytes)
    }${file.conflicts > 0 ? `  ${count(file.conflicts, "conflict")}` : ""}`,
    ...(file.remote === null ? [] : movedLines(file)),
  ]);
}

const movedLines = ({ remote, sha256 }: ToldFile): string[] => [
  ...wrap(`moved to ${remote}`, "      "),
  `      SHA-256 ${sha256}`,
];
