/** The Worker that looks things up; see host.ts. */
import { openReader, type Reader } from "../../archive/reader/reader.ts";
import { openRealDisk } from "../../archive/real_disk.ts";
import { realClock } from "../../kernel/mod.ts";
import { findMarkets } from "../../venue/found_markets.ts";
import { type Costs, createCosts } from "./costs.ts";
import type { Lookup, LookupCommand, LookupFact } from "./messages.ts";
import { previewOf } from "./preview.ts";

/** A Worker's own side, which the type library of a main isolate does not know. */
interface WorkerScope {
  onmessage: (event: MessageEvent<LookupCommand>) => void;
  postMessage(fact: LookupFact): void;
}

/** Somebody waits for it on a page. */
const ASK_TIMEOUT_MS = 10_000;

serve(globalThis as unknown as WorkerScope);

function serve(scope: WorkerScope): void {
  const clock = realClock();
  let dataFolder: string;
  let reader: Reader;
  let costs: Costs;

  function found(lookup: Lookup): Promise<unknown> {
    switch (lookup.type) {
      case "markets":
        return findMarkets(lookup.ask, { dataFolder, clock, fetch, timeoutMs: ASK_TIMEOUT_MS });
      case "preview":
        return previewOf(lookup.ask, reader, costs.of(lookup.ask.exchanges));
      default:
        throw lookup satisfies never;
    }
  }

  scope.onmessage = ({ data: command }) => {
    switch (command.type) {
      case "open":
        dataFolder = command.dataFolder;
        reader = openReader(openRealDisk(dataFolder));
        costs = createCosts(dataFolder, clock);
        return;
      case "look-up": {
        const { id, lookup } = command;
        found(lookup).then(
          (answer) => scope.postMessage({ type: "found", id, answer }),
          (error: unknown) => {
            const reason = error instanceof Error ? error.message : String(error);
            scope.postMessage({ type: "failed", id, reason });
          },
        );
        return;
      }
      default:
        throw command satisfies never;
    }
  };
}
