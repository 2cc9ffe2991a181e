/**
 * `deno task fuzz [archive|api|properties] [--runs N] [--seed N]`: the long forms of fuzz_test.ts (10,000 harmed
 * files of each kind), of api_test.ts (20,000 questions), and of the property tests (20 times, by other seeds than
 * the tests have). Without a name, all.
 */
import { readNumbers } from "../tools/numbers.ts";
import { fuzzApi } from "./api.ts";
import { makeFolder } from "./archive_folder.ts";
import { fuzz } from "./fuzz.ts";
import { fuzzProperties } from "./properties.ts";
import { subjectsOf } from "./subjects.ts";

/** Of the least that it had in the later tenths, above the least in the earlier ones: only that is what it holds. */
const GROWTH = 1.25;
/** The Worker that reads for the API ends when it was not asked for half a minute, and its memory with it. */
const REST_MS = 35_000;

const KINDS: Record<string, (args: string[]) => Promise<void>> = {
  async archive(args) {
    const { runs, seed } = readNumbers({ runs: 10_000, seed: 1 }, args);
    for (const subject of subjectsOf(await makeFolder())) {
      const { slowestMs } = await fuzz(subject, runs, seed);
      console.log(
        `${subject.name}: ${runs} harmed, the slowest took ${Math.round(slowestMs)} ms; no wrong claim`,
      );
    }
  },
  async api(args) {
    const { runs, seed } = readNumbers({ runs: 20_000, seed: 1 }, args);
    const { statuses, slowestMs, memoryMb } = await fuzzApi(runs, seed, REST_MS);
    console.log(
      `api: ${runs} questions, the slowest took ${Math.round(slowestMs)} ms; memory after each tenth ` +
        `${memoryMb.map(Math.round).join(", ")} MB; answers ${JSON.stringify(statuses)}`,
    );
    // Not the first: by then it has not been asked for all that it does.
    const [earlier, later] = [memoryMb.slice(1, 5), memoryMb.slice(5)].map((each) => Math.min(...each));
    if (later > GROWTH * earlier) {
      throw new Error(`The program's memory grew more than ${GROWTH} times`);
    }
  },
  async properties(args) {
    const { runs, seed } = readNumbers({ runs: 20, seed: Date.now() }, args);
    await fuzzProperties(runs, seed);
    console.log(`properties: hold for the seeds ${seed} to ${seed + runs - 1}`);
  },
};

const isNamed = Deno.args[0] in KINDS;
const kinds = isNamed ? [Deno.args[0]] : Object.keys(KINDS);
for (const kind of kinds) await KINDS[kind](Deno.args.slice(isNamed ? 1 : 0));
