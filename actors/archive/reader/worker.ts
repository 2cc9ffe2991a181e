/** The Worker that reads for the API: what it reads waits for no merge, and its wasm is not in the main isolate. */
import type { Disk } from "../disk.ts";
import { openReader, type Reader } from "./reader.ts";
import { answerPieces } from "./answer.ts";
import { type Charts, openCharts } from "./chart/chart.ts";
import { completenessOf } from "./completeness.ts";
import { describeSeries } from "./described.ts";
import { growthOf } from "./growth.ts";
import type { Answers, Question, ReadCommand, ReadFact, ReadRequest } from "./messages.ts";
import { findSeries } from "./series.ts";
import { openRealDisk } from "../real_disk.ts";

/** A Worker's own side, which the type library of a main isolate does not know. */
interface WorkerScope {
  onmessage: (event: MessageEvent<ReadCommand>) => void;
  postMessage(fact: ReadFact, transfer?: Transferable[]): void;
}

/** A chart is answered after so long as far as it is. */
const CHART_MS = 600;

serve(globalThis as unknown as WorkerScope);

function serve(scope: WorkerScope): void {
  let disk: Disk;
  let reader: Reader;
  let charts: Charts;
  const underWay = new Map<number, AsyncGenerator<Uint8Array<ArrayBuffer>>>();

  async function begin(id: number, request: ReadRequest): Promise<void> {
    const found = findSeries(reader, request);
    if (!found.found) return scope.postMessage({ type: "unknown-series", id, reason: found.reason });
    const { holes, moved } = completenessOf(reader, found.key, request, request.nowUs);
    const pieces = startedAhead(answerPieces(reader, found.key, request));
    underWay.set(id, pieces.all);
    await pieces.begun;
    scope.postMessage({ type: "begun", id, key: found.key, holes, moved });
  }

  async function answer(id: number, question: Question): Promise<void> {
    scope.postMessage({ type: "answered", id, answer: await answerTo(question) });
  }

  function answerTo(question: Question): Answers["describe"] | Promise<Answers["chart"] | Answers["growth"]> {
    switch (question.type) {
      case "chart":
        return charts.of(question.request, new Promise((done) => setTimeout(done, CHART_MS)));
      case "describe":
        return describeSeries(reader, question.key, question.nowUs);
      case "growth":
        return growthOf(disk, question.days, question.nowUs);
      default:
        throw question satisfies never;
    }
  }

  async function give(id: number): Promise<void> {
    const next = await underWay.get(id)?.next();
    if (!next || !underWay.has(id)) return;
    if (!next.done) return scope.postMessage({ type: "piece", id, bytes: next.value }, [next.value.buffer]);
    underWay.delete(id);
    scope.postMessage({ type: "ended", id });
  }

  function orFail(id: number, task: Promise<void>): void {
    task.catch((error) => {
      underWay.delete(id);
      scope.postMessage({
        type: "failed",
        id,
        reason: error instanceof Error ? error.message : String(error),
      });
    });
  }

  scope.onmessage = ({ data: command }) => {
    switch (command.type) {
      case "open":
        disk = openRealDisk(command.dataFolder);
        reader = openReader(disk);
        charts = openCharts(disk, reader);
        return;
      case "ask":
        return orFail(command.id, answer(command.id, command.question));
      case "read":
        return orFail(command.id, begin(command.id, command.request));
      case "pull":
        return orFail(command.id, give(command.id));
      case "cancel":
        void underWay.get(command.id)?.return(undefined).catch(() => {});
        underWay.delete(command.id);
        return;
      default:
        throw command satisfies never;
    }
  };
}

/** The same pieces, the first of which is made at once. */
function startedAhead<T>(pieces: AsyncGenerator<T>): { all: AsyncGenerator<T>; begun: Promise<unknown> } {
  const first = pieces.next();
  async function* all() {
    try {
      for (let next = await first; !next.done; next = await pieces.next()) yield next.value;
    } finally {
      await pieces.return(undefined);
    }
  }
  return { all: all(), begun: first };
}
