import { makeFolder } from "./archive_folder.ts";
import { fuzz } from "./fuzz.ts";
import { subjectsOf } from "./subjects.ts";

const RUNS = 150;

for (const subject of subjectsOf(await makeFolder())) {
  Deno.test(`harmed ${subject.name} crash nothing, claim nothing, invent nothing, and are spoken of`, async () => {
    await fuzz(subject, RUNS, 1);
  });
}
