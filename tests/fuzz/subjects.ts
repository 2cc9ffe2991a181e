/** What is harmed, and what must be true of whatever came of it. */
import assert from "node:assert/strict";
import { coverageOf } from "../../actors/archive/coverage.ts";
import { areAsWritten } from "../../actors/archive/lost_files.ts";
import { recover } from "../../actors/archive/recover.ts";
import { ReaderTrap } from "../../actors/archive/wasm_reads.ts";
import { openCatalog } from "../../actors/control/catalog.ts";
import type { Random } from "../../actors/kernel/mod.ts";
import { checkConfig } from "../../cli/config/check.ts";
import { readConfig } from "../../cli/config/config_file.ts";
import { STARTER } from "../../cli/config/starter.ts";
import { checkClaims, KEYS, namesOf } from "../archive/crash_day.ts";
import type { CrashDisk } from "../archive/crash_disk.ts";
import { readAll, type Rig, rigOn } from "../archive/samples.ts";
import { contentOf, copyOf, type Folder, FOLLOWED, put } from "./archive_folder.ts";
import { mutate } from "./mutations.ts";

export interface Subject {
  name: string;
  /** Harms a copy, and throws where something is claimed, invented or passed over in silence. */
  harm(random: Random): Promise<void>;
}

const PATHS: Record<string, RegExp> = {
  "journal segments": /\.wal$/,
  ledgers: /\.jsonl$/,
  "Parquet files": /\.parquet$/,
};

export function subjectsOf(folder: Folder): Subject[] {
  const paths = [...contentOf(folder.disk).keys()];
  const archive = Object.entries(PATHS).map(([name, pattern]): Subject => {
    const targets = paths.filter((path) => pattern.test(path));
    return {
      name,
      harm: (random) => harmFile(folder, targets[Math.floor(random() * targets.length)], random),
    };
  });
  return [...archive, { name: "catalogs", harm: harmCatalog }, { name: "config files", harm: harmConfig }];
}

/** Could the same bytes be a journal that a crash tore? What it lacks was not acknowledged then. */
const mayBeTorn = (path: string, mutation: string) =>
  path.endsWith(".wal") &&
  (path !== FOLLOWED || ["cut off", "taken out", "zeros", "noise"].includes(mutation));

async function harmFile(
  { disk: whole, world, wholeRows }: Folder,
  path: string,
  random: Random,
): Promise<void> {
  const disk = copyOf(whole);
  const original = whole.read(path);
  const { name, bytes } = mutate(original, random);
  put(disk, path, bytes);
  const at = `${path}, ${name}`;
  const { rig, problems } = await recoverFrom(disk);
  for (const key of KEYS) areAsWritten(rig.archive, [...rig.archive.ledgers.of(key).files.keys()]);
  const isCut = isPrefix(bytes, original);
  const isSaid = problems.length > 0 || rig.facts.some(({ type }) => type === "quarantined");
  for (const key of KEYS) {
    const names = namesOf(key, await readAll({ disk }, key));
    const readable = new Set(names);
    const written = new Set(
      world.written.filter((batch) => batch.key === key).flatMap(({ rows }) => namesOf(key, rows!)),
    );
    assert.deepEqual([...readable.difference(written)], [], `${at}: rows that nobody wrote`);
    const gone = [...wholeRows.get(key)!.difference(readable)];
    if (!mayBeTorn(path, name)) {
      assert.ok(isSaid || gone.length === 0, `${at}: ${gone} are gone without a word`);
    }
    const moved = new Set(movedNames(world, rig, key));
    const { stretches } = coverageOf(rig.archive.ledgers.of(key).proof);
    const complete = stretches.filter(({ state }) => state === "complete");
    // A ledger that ends sooner is one of before: what it does not say yet is not to be known.
    if (!isCut) checkClaims(complete, key, readable.union(moved), at);
  }
  if (problems.length > 0) {
    assert.ok(
      problems.some((problem) => problem.includes(path) || problem.includes(keyOf(path))),
      `${at}: ${problems}`,
    );
  }
  await checkSettled(disk, at);
}

/** Is it what a crash may leave of a file that was appended to: a part of it, and zeros? */
function isPrefix(bytes: Uint8Array, original: Uint8Array): boolean {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  return bytes.subarray(0, end).every((byte, i) => byte === original[i]);
}

/** Of a ledger: its series, whose files may be spoken of instead. */
const keyOf = (path: string) => path.replace(/^\.tapedeck\/coverage\//, "").replace(/\.jsonl$/, "");

/** A trap ends the archiver, and the next one recovers. */
async function recoverFrom(disk: CrashDisk): Promise<{ rig: Rig; problems: string[] }> {
  const traps: string[] = [];
  for (;;) {
    const rig = rigOn(disk);
    try {
      const { problems } = await recover(rig.archive);
      return { rig, problems: [...traps, ...problems] };
    } catch (error) {
      if (!(error instanceof ReaderTrap) || traps.length > 20) throw error;
      traps.push(error.message);
    }
  }
}

/** A recovery once more finds nothing to say, and changes no byte. */
async function checkSettled(disk: CrashDisk, at: string): Promise<void> {
  const before = contentOf(disk);
  const { problems } = await recover(rigOn(disk).archive);
  assert.deepEqual(problems, [], `${at}: said again`);
  assert.deepEqual(contentOf(disk), before, `${at}: changed again`);
}

/** What the remote has, of files that the ledger calls moved. */
function movedNames(world: Folder["world"], rig: Rig, key: string): string[] {
  if (rig.archive.ledgers.of(key).moved.size === 0) return [];
  return world.written.filter((batch) => batch.key === key).flatMap(({ rows }) => namesOf(key, rows!));
}

async function harmCatalog(random: Random): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-fuzz-" });
  const path = `${folder}/catalog.sqlite`;
  try {
    const whole = openCatalog(path);
    for (const key of KEYS) {
      const totals = { rows: 1, bytes: 2, files: 3, firstUs: 4, lastUs: 5, complete: 1 };
      whole.put(
        { key, ...totals, gapCount: 0, gaps: [], days: [] } as unknown as Parameters<typeof whole.put>[0],
      );
    }
    whole.close();
    const { name, bytes } = mutate(await Deno.readFile(path), random);
    await Deno.writeFile(path, bytes);
    const catalog = openCatalog(path);
    const keys = catalog.all().map(({ key }) => key);
    assert.ok(keys.every((key) => KEYS.includes(key)), `${name}: ${keys}`);
    if (keys.length < KEYS.length && bytes.length > 0) {
      assert.ok(catalog.quarantined?.reason, `catalog, ${name}: made anew without a word`);
    }
    catalog.replace(catalog.all());
    catalog.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function harmConfig(random: Random): Promise<void> {
  const path = await Deno.makeTempFile({ prefix: "tapedeck-fuzz-", suffix: ".yaml" });
  try {
    const { name, bytes } = mutate(new TextEncoder().encode(STARTER), random);
    await Deno.writeFile(path, bytes);
    const read = await readConfig(path, {});
    if (read.ok) assert.ok((await checkConfig(STARTER, path, {})).ok);
    else {assert.ok(
        read.errors.every((error) => error.includes(path)),
        `${name}: ${read.errors}`,
      );}
    assert.ok(read.ok || read.errors.length > 0);
  } finally {
    await Deno.remove(path);
  }
}
