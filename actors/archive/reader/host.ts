/** Reads for the API, done in a Worker that is there while it has something to do. */
import { type Clock, createIdleWorker } from "../../kernel/mod.ts";
import type { Answers, Question, ReadCommand, ReadFact, ReadRequest } from "./messages.ts";

export type ReadAnswer =
  | { type: "unknown-series"; reason: string }
  | { type: "busy" }
  /** `pieces` are made as they are taken; it fails where reading fails, and cancelling it ends the read. */
  | {
    type: "rows";
    key: string;
    holes: number;
    moved: number;
    pieces: ReadableStream<Uint8Array<ArrayBuffer>>;
  };

export interface ReadHost {
  /** Rejects where the read fails before its first piece. */
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** Rejects where it cannot be answered. Resolves with `"busy"` while too many questions wait. */
  ask<Type extends Question["type"]>(question: Question & { type: Type }): Promise<Answers[Type] | "busy">;
  /** Ends the Worker, and what it reads. */
  stop(): void;
}

const IDLE_MS = 30_000;
/** Each holds a row group or more of every file that it is in. */
const MAX_READS = 8;
/** They are answered one after the other, more or less. */
const MAX_QUESTIONS = 32;
const MODULE = new URL("./worker.ts", import.meta.url);

export function createReadHost({ dataFolder, clock }: { dataFolder: string; clock: Clock }): ReadHost {
  const worker = createIdleWorker<ReadCommand, ReadFact>({
    module: MODULE,
    opening: { type: "open", dataFolder },
    clock,
    idleMs: IDLE_MS,
  });
  let questions = 0;

  /** One piece is asked for whenever one was taken. */
  function piecesOf(id: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({
      pull: (controller) =>
        new Promise<void>((taken) => {
          worker.hear(id, (fact) => {
            if (fact.type === "piece") controller.enqueue(fact.bytes);
            else {
              worker.leave(id);
              if (fact.type === "failed") controller.error(new Error(fact.reason));
              else controller.close();
            }
            taken();
          });
          worker.send({ type: "pull", id });
        }),
      cancel() {
        worker.send({ type: "cancel", id });
        worker.leave(id);
      },
    }, { highWaterMark: 1 });
  }

  return {
    read(request) {
      if (worker.count() - questions >= MAX_READS) return Promise.resolve({ type: "busy" });
      const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer>();
      const id = worker.begin((fact) => {
        if (fact.type === "begun") return resolve({ ...fact, type: "rows", pieces: piecesOf(id) });
        worker.leave(id);
        if (fact.type === "unknown-series") resolve({ type: "unknown-series", reason: fact.reason });
        else reject(new Error(fact.type === "failed" ? fact.reason : `the read came to "${fact.type}"`));
      });
      worker.send({ type: "read", id, request });
      return promise;
    },
    ask<Type extends Question["type"]>(question: Question & { type: Type }) {
      if (questions >= MAX_QUESTIONS) return Promise.resolve("busy");
      questions++;
      const { promise, resolve, reject } = Promise.withResolvers<Answers[Type]>();
      const id = worker.begin((fact) => {
        questions--;
        worker.leave(id);
        if (fact.type === "answered") resolve(fact.answer as Answers[Type]);
        else reject(new Error(fact.type === "failed" ? fact.reason : `the question came to "${fact.type}"`));
      });
      worker.send({ type: "ask", id, question });
      return promise;
    },
    stop: () => worker.end("the recorder is stopping"),
  };
}
