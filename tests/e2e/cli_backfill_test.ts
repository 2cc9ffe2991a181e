/** `tapedeck backfill`: by the tapedeck that runs, and by itself; followed, cancelled, left to itself. */
import assert from "node:assert/strict";
import type { BackfillRecord, InventoryRow, RunRecord } from "../../schemas/wire.ts";
import { askBackfill, askJson, isOver, startOf, untilBackfill, windowsDone } from "../history/backfills.ts";
import { run, runOnTerminal } from "./cli_run.ts";
import { stopProgram } from "./program.ts";
import { onStage, type Stage } from "./stage.ts";

const DAY_MS = 86_400_000;
/** Takes all from here on from a terminal. */
const CLEAR = "\x1b[J";
const MINUTES_A_DAY = 1_440;
const LONG_AGO = "2020-01-01";
const JOBS = [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], span: 60 }];

/** The midnight that was so many days before today's. */
const daysAgo = (days: number) => startOf((Math.floor(Date.now() / DAY_MS) - days) * DAY_MS);

/** A folder with an exchange, and a config that has these jobs. */
function onBackfillStage(
  body: (stage: Stage) => Promise<void>,
  { jobs = JOBS, settings = {} }: { jobs?: object[]; settings?: object } = {},
): Promise<void> {
  return onStage(async (stage) => {
    const endpoint = await stage.exchange(1);
    const exchanges = { sandbox: { endpoint } };
    await stage.write("tapedeck.yaml", {
      storage: { min_free_gb: 0 },
      settings,
      histo_jobs: jobs,
      exchanges,
    });
    await body(stage);
  });
}

const rowsIn = ({ progress }: BackfillRecord) => Object.values(progress).map(({ rows }) => rows);

Deno.test("where no tapedeck runs, a backfill fetches the history itself, and asks for nothing twice", () =>
  onBackfillStage(async ({ folder: cwd }) => {
    const args = ["backfill", "--start", daysAgo(2), "--json"];
    const first = await run(args, { cwd });
    assert.equal(first.code, 0, first.err);
    const record: BackfillRecord = JSON.parse(first.out);
    assert.equal(record.status, "done");
    // The newest may have come by the history's own first look: what counts is what is there.
    const inventory: InventoryRow[] = JSON.parse((await run(["inventory", "--json"], { cwd })).out);
    for (const { rows } of inventory) {
      assert.ok(rows >= 2 * MINUTES_A_DAY && rows <= 3 * MINUTES_A_DAY, `${rows}`);
    }
    assert.match(first.err, /sandbox BTC\/USDT: done, [\d,]+ rows in \d+ requests/);

    const again = await run(["backfill", "--start", daysAgo(2)], { cwd });
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, /^Backfill all_all_\d+-1: done; \d rows? of 2 series in \d/);

    const listed = await run(["backfill", "--list"], { cwd });
    assert.deepEqual([listed.code, listed.err], [0, ""]);
    assert.equal(listed.out.match(/^all_all_\S+ .* done /gm)?.length, 2, listed.out);
  }));

Deno.test("with one that runs, it is done there, only what is named, and followed to its end", () =>
  onBackfillStage(async (stage) => {
    const { program, url } = await stage.record();
    const cwd = stage.folder;
    const start = daysAgo(3);
    const ran = await run(["backfill", "--start", start, "--pair", "ETH/USDT", "--exchange", "sandbox"], {
      cwd,
    });
    assert.equal(ran.code, 0, ran.err);
    const [, id] = /^Backfill (\S+): done; [\d,]+ rows of 1 series in/.exec(ran.out)!;
    const { status, pairs, exchange, start: asked } = await askBackfill(url, id);
    assert.deepEqual([status, pairs, exchange, asked], ["done", ["ETH/USDT"], "sandbox", start]);

    const detached = await run(["backfill", "--start", daysAgo(4), "--detach", "--json"], { cwd });
    assert.deepEqual([detached.code, detached.err], [0, ""]);
    await untilBackfill(url, JSON.parse(detached.out).id, isOver, 30_000);

    const listed = await run(["backfill", "--list", "--json"], { cwd });
    const runs = await askJson<RunRecord[]>(`${url}/api/runs?kind=backfill`);
    assert.deepEqual(JSON.parse(listed.out), runs);
    assert.equal(await stopProgram(program), 0);
  }));

Deno.test("it is asked for with the config's token, and refused with another", () =>
  onBackfillStage(async (stage) => {
    await stage.record();
    const cwd = stage.folder;
    const args = ["backfill", "--start", daysAgo(1)];
    const wrong = await run(args, { cwd, env: { TAPEDECK_TOKEN: "mellon" } });
    assert.deepEqual([wrong.code, wrong.out], [1, ""]);
    assert.match(wrong.err, /has another token/);
    assert.doesNotMatch(wrong.err, /mellon|sesame/);
    assert.equal((await run(args, { cwd })).code, 0);
  }, { settings: { ui_auth_token: "sesame" } }));

Deno.test("a backfill that matches no job, has no start or a wrong one says so, and begins nothing", () =>
  onBackfillStage(async (stage) => {
    const cwd = stage.folder;
    const refused = async (args: string[], code: number, says: RegExp) => {
      const ran = await run(["backfill", ...args], { cwd });
      assert.deepEqual([ran.code, ran.out], [code, ""], ran.err);
      assert.match(ran.err, says);
    };
    await refused([], 2, /^Cannot backfill: say from when on, like --start 2024-01-01\n$/);
    await refused(["--start", "yesterday"], 2, /^Cannot use --start yesterday: it must be a UTC time/);
    await refused(
      ["--start", LONG_AGO, "--detach"],
      1,
      /no tapedeck runs on this folder; leave out --detach/,
    );
    await refused(["--start", LONG_AGO, "--pair", "DOGE/USDT"], 1, /^No configured histo job matches/);
    await stage.record();
    await refused(["--start", LONG_AGO, "--exchange", "kraken"], 1, /^No configured histo job matches/);
  }));

Deno.test("where a series cannot be had, the rest is fetched, the reason printed, and the code is 1", () =>
  onBackfillStage(async ({ folder: cwd }) => {
    const { code, out, err } = await run(["backfill", "--start", daysAgo(1)], { cwd });
    assert.equal(code, 1);
    assert.match(out, /^Backfill \S+: not everything could be fetched; [\d,]+ rows of 2 series/);
    assert.match(err, /sandbox BTC\/USDT: done/);
    assert.match(err, /^sandbox ETH\/USDT: .*Cannot ask candles of span "7m"/m);
  }, { jobs: [{ ...JOBS[0], pairs: ["BTC/USDT"] }, { ...JOBS[0], pairs: ["ETH/USDT"], span: 420 }] }));

Deno.test("Ctrl-C cancels the backfill of the tapedeck that runs, and what was fetched is kept", () =>
  onBackfillStage(async (stage) => {
    const { url } = await stage.record();
    const command = stage.run(["backfill", "--start", LONG_AGO]);
    const id = await idUnderWay(url);
    await untilBackfill(url, id, (record) => windowsDone(record) > 5, 30_000);
    command.signal("SIGINT");
    assert.equal(await command.ended, 130);
    assert.match(
      command.output(),
      /Cancelling; what has been fetched is kept\. Ctrl-C again leaves it to the tapedeck at/,
    );
    assert.match(command.output(), /^Backfill \S+: cancelled; [\d,]+ rows/m);
    const { status } = await askBackfill(url, id);
    assert.equal(status, "cancelled");
  }));

Deno.test("Ctrl-C ends a backfill that is done in this process the same way, and the next one goes on from there", () =>
  onBackfillStage(async (stage) => {
    const command = stage.run(["backfill", "--start", LONG_AGO, "--pair", "BTC/USDT", "--json"]);
    await command.until(/BTC\/USDT: started/);
    await new Promise((done) => setTimeout(done, 1_500));
    command.signal("SIGINT");
    assert.equal(await command.ended, 130);
    const record: BackfillRecord = JSON.parse(/^\{.*\}$/m.exec(command.output())![0]);
    assert.equal(record.status, "cancelled");
    const [rows] = rowsIn(record);
    assert.ok(rows > 0, "nothing had been fetched");
    const found = await run(["inventory", "--json"], { cwd: stage.folder });
    const kept = JSON.parse(found.out).find(({ pair }: { pair: string }) => pair === "BTC/USDT");
    assert.ok(kept.rows >= rows, `${kept.rows} of ${rows}`);
  }));

Deno.test("where the tapedeck that does it is killed, the command says that it goes on at its next start, and it does", () =>
  onBackfillStage(async (stage) => {
    const { program, url } = await stage.record();
    const command = stage.run(["backfill", "--start", LONG_AGO, "--pair", "BTC/USDT"]);
    const id = await idUnderWay(url);
    await untilBackfill(url, id, (record) => windowsDone(record) > 5, 30_000);
    program.signal("SIGKILL");
    await program.ended;
    const listed = await run(["backfill", "--list"], { cwd: stage.folder });
    assert.match(
      listed.out,
      new RegExp(`^${id} .* error .* interrupted; it goes on when tapedeck is started$`, "m"),
    );
    assert.equal(await command.ended, 1);
    assert.match(command.output(), /^Cannot reach tapedeck at .*\nThe backfill goes on by itself when/m);
    const next = await stage.record();
    assert.equal((await askBackfill(next.url, id)).status, "running");
  }));

Deno.test("on a terminal a bar shows how far it is, and goes when it is done", () =>
  onBackfillStage(async ({ folder: cwd }) => {
    const { code, shown } = await runOnTerminal(["backfill", "--start", daysAgo(200), "--pair", "BTC/USDT"], {
      cwd,
    });
    assert.equal(code, 0, shown);
    assert.match(shown, /BTC\/USDT {2}━*╌* +\d+ % {2}[\d,]+ of [\d,]+ windows/);
    const afterBar = shown.slice(shown.lastIndexOf("━"));
    assert.match(shown, /BTC\/USDT: done, /);
    assert.ok(afterBar.includes(CLEAR), afterBar);
    assert.match(afterBar, /^Backfill \S+: done; [\d,]+ rows of 1 series in \d/m);
    assert.doesNotMatch(shown, /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z sandbox/);
  }));

/** Of the one that is under way, when there is one. */
async function idUnderWay(url: string): Promise<string> {
  for (;;) {
    const records = Object.values(await askJson<Record<string, BackfillRecord>>(`${url}/api/backfill`));
    const found = records.find((record) => !isOver(record));
    if (found) return found.id;
    await new Promise((done) => setTimeout(done, 50));
  }
}
