/** Between who serves reads and the Worker that does them. */
import type { Chart } from "../../../schemas/wire_archive.ts";
import type { ChartRequest } from "./chart/chart.ts";
import type { Described } from "./described.ts";
import type { DayBytes } from "./growth.ts";
import type { SeriesName } from "./series.ts";
import type { Position } from "./reader.ts";
import type { TimeStyle } from "./text.ts";

export const ANSWER_FORMATS = ["json", "csv", "jsonl", "parquet"] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

export interface ReadRequest extends SeriesName {
  /** Half-open, µs; an end that is open is infinite. */
  fromUs: number;
  toUs: number;
  /** Only what is behind it. */
  after?: Position;
  format: AnswerFormat;
  time: TimeStyle;
  /** Rows of a page of JSON; the other formats give all there is. */
  limit: number;
  /** What lies behind it cannot be missing. */
  nowUs: number;
}

/** What is answered at once, and not row by row. */
export type Question =
  | { type: "chart"; request: ChartRequest }
  | { type: "describe"; key: string; nowUs: number }
  /** What each of the last `days` days weighs. */
  | { type: "growth"; days: number; nowUs: number };

/** null: there is no such series. */
export interface Answers {
  chart: Chart | null;
  describe: Described | null;
  growth: DayBytes[];
}

export type ReadCommand =
  | { type: "open"; dataFolder: string }
  | { type: "ask"; id: number; question: Question }
  | { type: "read"; id: number; request: ReadRequest }
  /** Asks for one piece: so many are under way as were asked for. */
  | { type: "pull"; id: number }
  | { type: "cancel"; id: number };

export type ReadFact =
  | { type: "answered"; id: number; answer: Answers[Question["type"]] }
  | { type: "unknown-series"; id: number; reason: string }
  /** The first piece is ready, so that most of what can go wrong has not. */
  | { type: "begun"; id: number; key: string; holes: number; moved: number }
  | { type: "piece"; id: number; bytes: Uint8Array<ArrayBuffer> }
  | { type: "ended"; id: number }
  | { type: "failed"; id: number; reason: string };
