import assert from "node:assert/strict";
import { changeJob, createJob, deleteJob, jobEntries } from "../../../cli/config/jobs.ts";
import { configOf } from "./samples.ts";
import { inConfigFolder } from "./folder.ts";

const FILE = `# what we record
stream_jobs:
  # the big one
  - exchange: binance
    pairs: [BTC/USDT]   # more later
    channels: [trades]
  # and the other
  - exchange: kraken
    pairs: [BTC/USD]
    channels: [trades]
`;
const KRAKEN = { exchange: "kraken", pairs: ["BTC/USD"], channels: ["trades"] };

Deno.test("a job's id is of what it says: defaults and the order of keys do not count, the place neither", () => {
  const [one, two] = jobEntries("stream", configOf({ stream_jobs: [KRAKEN, { ...KRAKEN, depth: 5 }] }));
  assert.match(one.id, /^[0-9a-f]{8}$/);
  assert.notEqual(one.id, two.id);
  const turned = { time_step: 60, channels: ["trades"], pairs: ["BTC/USD"], exchange: "kraken" };
  const again = jobEntries("stream", configOf({ stream_jobs: [{ ...KRAKEN, depth: 5 }, turned] }));
  assert.deepEqual(again.map(({ id }) => id), [two.id, one.id]);
});

Deno.test("jobs that say the same have ids of their own", () => {
  const entries = jobEntries("stream", configOf({ stream_jobs: [KRAKEN, KRAKEN, KRAKEN] }));
  const [first] = entries;
  assert.deepEqual(entries.map(({ id }) => id), [first.id, `${first.id}-2`, `${first.id}-3`]);
});

Deno.test("a job is made, changed and deleted, and the others keep their bytes", () =>
  inConfigFolder(FILE, async ({ open, text }) => {
    const place = { settings: await open(), expected: null };
    const job = { exchange: "okx", pairs: ["BTC/USDT"], span: 60 };
    const made = await createJob(place, "histo", job);
    assert.ok(made.type === "saved");
    assert.deepEqual(made.entry.job.pairs, ["BTC/USDT"]);
    const histo = "histo_jobs:\n  - exchange: okx\n    pairs: [BTC/USDT]\n    span: 60\n";
    assert.equal(await text(), FILE + histo);

    const [big] = jobEntries("stream", place.settings.inForce().file);
    const changed = await changeJob(place, "stream", big.id, { ...big.job, channels: ["trades", "book"] });
    assert.ok(changed.type === "saved");
    assert.notEqual(changed.entry.id, big.id);
    assert.equal(await text(), FILE.replace("[trades]", "[trades, book]") + histo);
    assert.deepEqual(await changeJob(place, "stream", big.id, big.job), { type: "unknown" });

    const deleted = await deleteJob(place, "histo", made.entry.id);
    assert.ok(deleted.type === "saved");
    assert.deepEqual(deleted.entry, made.entry);
    assert.deepEqual(await deleteJob(place, "histo", made.entry.id), { type: "unknown" });
    assert.equal((await text()).replace("histo_jobs: []\n", ""), FILE.replace("[trades]", "[trades, book]"));
  }));

Deno.test("a job that is wrong changes nothing, and the words are about its own keys", () =>
  inConfigFolder(FILE, async ({ open, text }) => {
    const place = { settings: await open(), expected: null };
    const errorOf = async (job: unknown) => {
      const answer = await createJob(place, "stream", job);
      assert.ok(answer.type === "invalid");
      return answer.error;
    };
    assert.equal(
      await errorOf({ ...KRAKEN, pairs: ["BTCUSD"], chanels: 1 }),
      'pairs[0] ("BTCUSD") is no pair: write base and quote with a slash, like BTC/USDT\n' +
        "chanels is no known key: did you mean channels?",
    );
    assert.equal(await errorOf(5), "the job (5) is not valid: expected a section with keys");
    assert.equal(await text(), FILE);
  }));

Deno.test("the last job of all is not deleted", () =>
  inConfigFolder(FILE, async ({ open }) => {
    const place = { settings: await open(), expected: null };
    const [one, two] = jobEntries("stream", place.settings.inForce().file);
    assert.equal((await deleteJob(place, "stream", one.id)).type, "saved");
    const answer = await deleteJob(place, "stream", two.id);
    assert.ok(answer.type === "invalid");
    assert.match(answer.error, /^Cannot delete the last job: a config needs one; make another first/);
  }));

Deno.test("who changes a job of an older config is told of the newer one", () =>
  inConfigFolder(FILE, async ({ open }) => {
    const settings = await open();
    const { version, file } = settings.inForce();
    const [one] = jobEntries("stream", file);
    await createJob({ settings, expected: version }, "stream", { ...KRAKEN, pairs: ["ETH/USD"] });
    const late = await deleteJob({ settings, expected: version }, "stream", one.id);
    assert.deepEqual(late, { type: "conflict", version: settings.inForce().version });
  }));
