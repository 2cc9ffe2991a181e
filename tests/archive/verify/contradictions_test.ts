import assert from "node:assert/strict";
import type { Evidence } from "../../../schemas/evidence.ts";
import { coveragePath } from "../../../actors/archive/layout.ts";
import { appendLedger, readLedger } from "../../../actors/archive/ledger.ts";
import { moveAway } from "../../../actors/archive/quarantine.ts";
import { seal, withSpan } from "./support.ts";
import { ofTrades, purge, rigOn, temporaryDisk, trade } from "../samples.ts";
import {
  CANDLES,
  contradictions,
  DAY_FILE,
  DAY_US,
  makeArchive,
  NEXT_DAY_US,
  NOW_US,
  PARTS,
  remarks,
  TRADES,
} from "./market.ts";

type Folder = ReturnType<typeof temporaryDisk>;

/** Spoils a sound archive, and expects just this to be found. */
function spoiled(
  sentence: string,
  spoil: (folder: Folder) => void | Promise<void>,
  found: Array<string | RegExp>,
): void {
  Deno.test(sentence, async () => {
    using folder = temporaryDisk();
    await makeArchive(folder.disk);
    await spoil(folder);
    const is = await contradictions(folder.disk);
    assert.equal(is.length, found.length, is.join("\n"));
    is.forEach((words, i) =>
      typeof found[i] === "string" ? assert.equal(words, found[i]) : assert.match(words, found[i] as RegExp)
    );
  });
}

const at = ({ root }: Folder, path: string) => `${root}/${path}`;

/** Puts evidence on record that nobody had, after what is there. */
function claim({ disk }: Folder, key: string, ...evidence: Evidence[]): void {
  const reading = readLedger(disk, key);
  const first = reading.nextN;
  appendLedger(disk, key, reading, evidence.map((piece, i) => ({ ...piece, n: first + i })));
}

function editLedger(folder: Folder, key: string, edit: (lines: string[]) => string[]): void {
  const path = at(folder, coveragePath(key));
  Deno.writeTextFileSync(path, edit(Deno.readTextFileSync(path).split("\n")).join("\n"));
}

Deno.test("nothing is found in a sound archive", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  assert.deepEqual(await contradictions(folder.disk), []);
  assert.deepEqual(await contradictions(folder.disk, { depth: "rows" }), []);
  assert.deepEqual(await remarks(folder.disk), []);
});

Deno.test("nothing is found in an empty folder", async () => {
  using folder = temporaryDisk();
  assert.deepEqual(await contradictions(folder.disk), []);
});

spoiled("a file that is gone", ({ disk }) => disk.remove(DAY_FILE), [
  `${DAY_FILE} is not there; the ledger lists it with 590 rows`,
]);

spoiled("a file that was cut short", ({ disk }) => disk.truncate(DAY_FILE, 3000), [
  new RegExp(`^${DAY_FILE} has 3,000 bytes; the ledger says \\d,\\d{3}$`),
]);

spoiled("a footer that cannot be read", (folder) => {
  const bytes = Deno.readFileSync(at(folder, DAY_FILE));
  bytes.fill(255, bytes.length - 200, bytes.length - 8);
  Deno.writeFileSync(at(folder, DAY_FILE), bytes);
}, [new RegExp(`^${DAY_FILE} cannot be read: .+`)]);

spoiled(
  "a file of another series in its place",
  (folder) => {
    Deno.copyFileSync(at(folder, `${CANDLES}/2024.parquet`), at(folder, DAY_FILE));
    const bytes = folder.disk.size(DAY_FILE)!;
    const [from, to] = [DAY_US, DAY_US + 10];
    claim(folder, TRADES, { kind: "file", path: DAY_FILE, from, to, rows: 10, bytes, sha256: "" });
  },
  [`${DAY_FILE} is a file of ${CANDLES} by its footer`],
);

spoiled("rows and times that the ledger has otherwise", (folder) => {
  const line = rigOn(folder.disk).archive.ledgers.of(TRADES).files.get(PARTS[1])!;
  claim(folder, TRADES, { ...line, rows: 11, from: line.from - 1 });
}, [
  `${PARTS[1]} has 10 rows; the ledger says 11`,
  `${PARTS[1]} has rows from 2024-03-06 00:00:10 to 2024-03-06 00:00:19; ` +
  "the ledger says from 2024-03-06 00:00:09.999999 to 2024-03-06 00:00:19",
]);

spoiled("a file under the name of another day", (folder) => {
  const wrong = `${TRADES}/2024-03-04.parquet`;
  Deno.copyFileSync(at(folder, DAY_FILE), at(folder, wrong));
  const line = rigOn(folder.disk).archive.ledgers.of(TRADES).files.get(DAY_FILE)!;
  claim(folder, TRADES, { ...line, path: wrong });
}, [
  `${TRADES}/2024-03-04.parquet has rows from 2024-03-05 00:00:00 to 2024-03-05 00:09:59, ` +
  "which is not within 2024-03-04",
]);

spoiled(
  "a file that the ledger does not know",
  (folder) => Deno.copyFileSync(at(folder, DAY_FILE), at(folder, `${TRADES}/2024-03-04.parquet`)),
  [`${TRADES}/2024-03-04.parquet is not in the ledger: nothing says where it comes from`],
);

spoiled(
  "a file with a name of nobody's",
  (folder) => Deno.copyFileSync(at(folder, DAY_FILE), at(folder, `${TRADES}/copy of 2024-03-05.parquet`)),
  [
    `${TRADES}/copy of 2024-03-05.parquet is in the folder of a series, and no name of tapedeck's: ` +
    "a query of the folder would read it",
  ],
);

spoiled(
  "a folder of dccd's",
  (folder) => Deno.mkdirSync(at(folder, "binance/ohlc/BTC-USDT/Minutely"), { recursive: true }),
  [
    "binance/ohlc/BTC-USDT/Minutely is not the folder of a series: dccd wrote it; " +
    "take it over with: tapedeck import DIR",
  ],
);

spoiled(
  "a ledger's line that was changed",
  (folder) =>
    editLedger(folder, TRADES, (lines) => lines.map((line, i) => i === 1 ? line.replace("1", "2") : line)),
  [
    `${
      coveragePath(TRADES)
    } line 2 is damaged: its checksum does not hold; what stands before it proves nothing`,
  ],
);

spoiled(
  "a ledger's line that is missing",
  (folder) => editLedger(folder, TRADES, (lines) => lines.toSpliced(1, 1)),
  [
    `${coveragePath(TRADES)} line 2 has the number 2 where 1 belongs: lines are missing or repeated; ` +
    "what stands before it proves nothing",
  ],
);

spoiled("a ledger that is gone", ({ disk }) => disk.remove(coveragePath(CANDLES)), [
  `${CANDLES}/2024.parquet is not in the ledger: nothing says where it comes from`,
]);

spoiled(
  "a kind of evidence that is not known",
  (folder) => claim(folder, TRADES, { kind: "hearsay", from: 1, to: 2 } as never),
  [
    /jsonl cannot be read: its line \d+ is of kind "hearsay", which this version does not know; use the /,
  ],
);

spoiled("a ledger's last line without its end", (folder) => {
  const path = at(folder, coveragePath(TRADES));
  Deno.writeTextFileSync(path, Deno.readTextFileSync(path).replace(/\n$/, " "));
}, [
  new RegExp(`^${coveragePath(TRADES)} line 10 is damaged: its end is no line's end; what stands before`),
  ...[DAY_FILE, ...PARTS].map((path) => `${path} is not in the ledger: nothing says where it comes from`),
]);

spoiled(
  "proof of a time that has not come",
  (folder) => claim(folder, TRADES, { kind: "recorded", from: DAY_US, to: NOW_US + 3601e6 }),
  [
    /jsonl line number \d+ speaks of 2024-03-07 13:00:01, a time that has not come yet$/,
  ],
);

spoiled(
  "an answer for a time after it was given",
  (folder) =>
    claim(folder, CANDLES, { kind: "answer", from: DAY_US, to: NEXT_DAY_US, askedAt: NEXT_DAY_US - 1 }),
  [
    /counts an answer for the time up to 2024-03-06 00:00:00, given at 2024-03-05 23:59:59.999999$/,
  ],
);

spoiled(
  "ids that are claimed and have no rows",
  (folder) =>
    claim(folder, TRADES, {
      kind: "ids",
      firstId: 300,
      lastId: 302,
      from: DAY_US + 300e6,
      to: DAY_US + 302e6,
    }),
  [
    `${DAY_FILE} has 590 rows, and the ledger claims 593 ids from 0 to 599`,
  ],
);

spoiled("a row that was rejected in a time that an answer had proven", (folder) =>
  claim(folder, CANDLES, {
    kind: "gap",
    from: DAY_US + 60e6,
    to: DAY_US + 120e6,
    cause: "rejected",
    reason: "high is below open",
  }), [
  `${coveragePath(CANDLES)} claims time from 2024-03-05 00:01:00 to 2024-03-05 00:02:00 complete, ` +
  "and a row of it was rejected later (line number 4)",
]);

spoiled("what is in quarantine without a note that can be read", (folder) => {
  Deno.mkdirSync(at(folder, ".tapedeck/quarantine"), { recursive: true });
  for (const name of ["one", "two", "two.json", "three.json"]) {
    Deno.writeTextFileSync(at(folder, `.tapedeck/quarantine/${name}`), "{");
  }
}, [
  ".tapedeck/quarantine/one has no note that says what it is",
  ".tapedeck/quarantine/two has no note that says what it is",
]);

spoiled(
  "an epoch below those in use",
  (folder) => Deno.writeTextFileSync(at(folder, ".tapedeck/epoch"), "2\n"),
  [
    ".tapedeck/epoch says 2, and a file's name bears 3: names could be used again; write 3 there",
  ],
);

spoiled(
  "an epoch that is no number",
  (folder) => Deno.writeTextFileSync(at(folder, ".tapedeck/epoch"), "two"),
  [
    '.tapedeck/epoch holds "two", no number',
  ],
);

Deno.test("a rejection that a later answer or ids have mended is none", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  const range = { from: DAY_US + 60e6, to: DAY_US + 120e6 };
  const rejected = { kind: "gap" as const, ...range, cause: "rejected" as const, reason: "" };
  claim(folder, CANDLES, rejected, { kind: "answer", ...range, askedAt: NEXT_DAY_US });
  claim(folder, TRADES, { kind: "answer", ...range, askedAt: NEXT_DAY_US }, rejected);
  assert.deepEqual(await contradictions(folder.disk), []);
});

Deno.test("what is in quarantine with its note is worth a remark, and so is a journal that is not sealed", async () => {
  using folder = temporaryDisk();
  const rig = await makeArchive(folder.disk);
  moveAway(rig.archive, `${PARTS[1]}`, "its footer is torn");
  const journal = rig.journal(4);
  await journal.append({ key: TRADES, rows: ofTrades([trade(700, NEXT_DAY_US + 100e6)]) });
  await journal.close();
  assert.deepEqual(await contradictions(folder.disk), [
    `${PARTS[1]} is not there; the ledger lists it with 10 rows`,
  ]);
  const told = await remarks(folder.disk);
  assert.equal(told[0], `.tapedeck/quarantine/${PARTS[1]} is kept: its footer is torn`);
  assert.match(told[1], /^the journal holds 1 segment \(0\.000 MB\) with rows that are in no file yet/);
});

Deno.test("aggregates may stand for more ids than there are rows", async () => {
  using folder = temporaryDisk();
  const rows = [withSpan(trade(4, DAY_US), 0), withSpan(trade(9, DAY_US + 1e6), 5)];
  await makeArchive(folder.disk);
  await seal(folder.disk, "sandbox/trades/ETH-USDT", rows);
  assert.deepEqual(await contradictions(folder.disk), []);
  assert.deepEqual(await contradictions(folder.disk, { depth: "rows" }), []);
});

Deno.test("a line that was cut off at the ledger's end is worth a remark", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  editLedger(folder, TRADES, (lines) => [...lines.slice(0, -1), '{"n":9,"ki']);
  assert.deepEqual(await contradictions(folder.disk), []);
  assert.deepEqual(await remarks(folder.disk), [
    `${coveragePath(TRADES)} ends in 10 bytes of a line that was cut off`,
  ]);
});

Deno.test("what was moved to a remote is not missed, and counts as held", async () => {
  using folder = temporaryDisk();
  await makeArchive(folder.disk);
  purge(rigOn(folder.disk).archive, DAY_FILE, "s3:bucket");
  assert.deepEqual(await contradictions(folder.disk), []);
  assert.deepEqual(await contradictions(folder.disk, { depth: "rows" }), []);
});
