/** `deno task fuzz [--runs 10000] [--seed 1]`: the long form of fuzz_test.ts, so many harmed files of each kind. */
import { readNumbers } from "../tools/numbers.ts";
import { makeFolder } from "./archive_folder.ts";
import { fuzz } from "./fuzz.ts";
import { subjectsOf } from "./subjects.ts";

const { runs, seed } = readNumbers({ runs: 10_000, seed: 1 });
for (const subject of subjectsOf(await makeFolder())) {
  const { slowestMs } = await fuzz(subject, runs, seed);
  console.log(
    `${subject.name}: ${runs} harmed, the slowest took ${Math.round(slowestMs)} ms; no wrong claim`,
  );
}
