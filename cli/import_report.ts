/** What an import did, as sentences and tables for who ran it. */
import type { ImportReport, SeriesTotals, SourceReport } from "../actors/archive/import/report.ts";
import type { Takings } from "../actors/archive/import/takings.ts";
import type { ConvertedConfig } from "./import_config.ts";

export function reportLines(report: ImportReport): string[] {
  const { from, into, isDryRun, sources, series, problems, unproven } = report;
  const read = sources.filter(({ outcome }) => outcome !== "known");
  const known = sources.length - read.length;
  const verb = isDryRun ? "to take" : "taken";
  return [
    `${isDryRun ? "Would import" : "Imported"} "${from}" (${KINDS[report.kind]}) into "${into}"`,
    ...problems.map((problem) => `  ${problem}`),
    "",
    ...read.map((source) => sourceLine(source, verb)),
    ...(known > 0
      ? [`${count(known, "source")} imported before and unchanged: not read again (--again does)`]
      : []),
    "",
    ...series.flatMap((totals) => [totalLine(totals, verb), ...notesOn(totals.key, sources)]),
    "",
    "What this does not prove:",
    ...unproven.map((sentence) => `  ${sentence}`),
    ...(isDryRun ? ["", "Nothing was written: it was a dry run."] : []),
  ];
}

const KINDS = { dccd: "dccd's files", tapedeck: "another tapedeck's data" };

function sourceLine({ source, outcome, reason, ...takings }: SourceReport, verb: string): string {
  return `${source}: ${outcome === "refused" ? `refused: ${reason}` : fateOf(takings, verb)}`;
}

/** What holds of many sources is said once. */
function notesOn(key: string, sources: SourceReport[]): string[] {
  const bySentence = Map.groupBy(
    sources.filter((source) => source.key === key).flatMap(({ notes }) => notes),
    (note) => note,
  );
  return Array.from(bySentence, ([note, of]) => `  ${count(of.length, "source")}: ${note}`);
}

function totalLine({ key, sources, ...takings }: SeriesTotals, verb: string): string {
  return `${key}: ${count(sources, "source")}, ${fateOf(takings, verb)}`;
}

function fateOf(takings: Takings, verb: string): string {
  const { rows, taken, known, duplicates, filled, filledKept, covered, refused, refusal } = takings;
  const parts: Array<[number, string]> = [
    [known, "here already"],
    [duplicates, "twice in it"],
    [filled, "filled forward, left out (--keep-filled takes them)"],
    [filledKept, "filled forward among them"],
    [covered, "nameless, of times recorded here"],
    [refused, `refused: ${refusal}`],
  ];
  const rest = parts.filter(([rows]) => rows > 0).map(([rows, what]) => `, ${number(rows)} ${what}`);
  return `${count(rows, "row")}, ${number(taken)} ${verb}${rest.join("")}`;
}

export function configLines({ from, to, notes, refused }: ConvertedConfig): string[] {
  if (refused) return [refused];
  return [`Converted "${from}" to "${to}"`, ...notes.map((note) => `  ${note}`), ""];
}

const number = (value: number) => value.toLocaleString("en");
const count = (value: number, noun: string) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
