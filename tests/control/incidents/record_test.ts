import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openIncidents } from "../../../actors/control/incidents/mod.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { NOT_RECORDING } from "../../../actors/venue/continuity.ts";
import { ETHER, inFolder, inOneLife, KRAKEN, MINUTE, NOW, onStage, SECOND, TRADES } from "./stage.ts";

const DAY = 86_400_000;
const HOUR = 60 * MINUTE;

/** Somebody else took the table away. */
function takeTable(path: string): { giveBack(): void } {
  const database = new DatabaseSync(path);
  database.exec("alter table incidents rename to elsewhere");
  return {
    giveBack() {
      database.exec("alter table elsewhere rename to incidents");
      database.close();
    },
  };
}

Deno.test("the start after a kill has one incident with the holes of all exchanges", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, () => clock.advance(3 * MINUTE), { clock, end: "killed" });
    const later = new TestClock(NOW + 9 * MINUTE);
    await onStage(path, async ({ hole, connected, list }) => {
      connected(TRADES, KRAKEN, ETHER);
      for (const key of [TRADES, KRAKEN]) hole(key, 7 * MINUTE, { reason: NOT_RECORDING });
      await later.advance(20 * MINUTE);
      // A quiet market's first row comes late, and its hole begins with the last row before.
      hole(ETHER, HOUR, { reason: NOT_RECORDING });
      await later.advance(2 * MINUTE);
      const [incident, ...others] = list();
      assert.deepEqual([incident.kind, others], ["crash", []]);
      assert.equal(
        incident.sentence,
        "tapedeck was not running from 14:03 to 14:09 UTC, after it had ended without being stopped: " +
          "3 series have a gap.",
      );
    }, { clock: later });
  }));

Deno.test("a series that was recorded until later shows that the program ran until then", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, () => clock.advance(3 * MINUTE), { clock, end: "killed" });
    const later = new TestClock(NOW + 9 * MINUTE);
    await onStage(path, async ({ hole, list }) => {
      hole(TRADES, 7 * MINUTE, { reason: NOT_RECORDING });
      hole(KRAKEN, 5 * MINUTE, { reason: NOT_RECORDING });
      await later.advance(SECOND);
      assert.match(list()[0].sentence, /^tapedeck was not running from 14:04 to 14:09 UTC/);
    }, { clock: later });
  }));

Deno.test("what was over a moment before a kill was over", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, async ({ hole }) => {
      hole(TRADES, MINUTE);
      await clock.advance(SECOND);
    }, { clock, end: "killed" });
    await onStage(path, ({ list }) => {
      assert.equal(
        list()[0].sentence,
        "The connection to binance broke for binance BTC/USDT trades at some time from 13:59:00 to 14:00:00 UTC: " +
          "1 series has a gap.",
      );
      assert.equal(list()[0].closedAt, NOW);
    }, { clock: new TestClock(NOW + HOUR) });
  }));

Deno.test("the start after a stop blames nobody, and a start without holes is no incident", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, () => clock.advance(3 * MINUTE), { clock });
    await clock.advance(6 * MINUTE);
    await onStage(path, async ({ hole, list }) => {
      await clock.advance(2 * MINUTE);
      assert.deepEqual(list(), []);
      hole(TRADES, 8 * MINUTE, { reason: NOT_RECORDING });
      await clock.advance(2 * MINUTE);
      const [{ kind, severity, sentence }] = list();
      assert.deepEqual([kind, severity], ["stopped", "info"]);
      assert.equal(sentence, "tapedeck was not running from 14:03 to 14:09 UTC: 1 series has a gap.");
    }, { clock });
  }));

Deno.test("what a kill left open is closed at the next start, and subscribers are told", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, async ({ connected, dropped }) => {
      connected(TRADES);
      dropped(TRADES);
      await clock.advance(3 * MINUTE);
    }, { clock, end: "killed" });
    const later = new TestClock(NOW + HOUR);
    await onStage(path, async ({ list, told }) => {
      await later.advance(SECOND);
      assert.deepEqual(told, ["closed incident_1"]);
      assert.equal(
        list()[0].sentence,
        "binance was not reachable from 14:00 to 14:03 UTC: it was not over when tapedeck ended; no gap is known.",
      );
      assert.equal(list()[0].closedAt, NOW + 3 * MINUTE);
    }, { clock: later });
    await onStage(path, async ({ list, told }) => {
      await later.advance(SECOND);
      assert.deepEqual([told, list().length], [[], 1], "once is enough");
    }, { clock: later });
  }));

Deno.test("a hole of an earlier life is counted as filled in this one", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    let missing = { from: 0, to: 0 };
    await onStage(path, async ({ hole }) => {
      missing = hole(TRADES, MINUTE);
      await clock.advance(3 * MINUTE);
    }, { clock });
    await onStage(path, async ({ healed }) => {
      healed(TRADES, missing);
      await clock.advance(2 * SECOND);
    }, { clock });
    await onStage(path, ({ list }) =>
      assert.deepEqual(list()[0].holes, { opened: 1, healed: 1, refillable: 0 }), {
      clock,
    });
  }));

Deno.test("a list goes back page by page, and leaves none out that began at the same moment", () =>
  inOneLife(async ({ clock, happens, list }) => {
    for (let n = 0; n < 3; n++) {
      for (const remote of ["a:", "b:"]) {
        const rest = { files: 0, bytes: 0, removed: 0, error: "no such host", retryAt: null };
        happens("sync-finished", { remote: `${remote}${n}`, outcome: "failed", ...rest });
      }
      await clock.advance(MINUTE);
    }
    const pages = [];
    let page = list({ limit: 1 });
    while (page.length > 0) {
      pages.push(page.map(({ id }) => id).sort());
      page = list({ limit: 1, before: page.at(-1)!.openedAt });
    }
    assert.deepEqual(pages, [
      ["incident_5", "incident_6"],
      ["incident_3", "incident_4"],
      ["incident_1", "incident_2"],
    ]);
  }));

Deno.test("an incident is kept for the days that are asked for, and its id is not given again", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, async ({ happens, list }) => {
      happens("damage-found", { what: TRADES, words: "a file is missing" });
      await clock.advance(2 * MINUTE);
      assert.equal(list().length, 1);
      clock.set(NOW + 8 * DAY);
      await clock.advance(61 * MINUTE);
      assert.deepEqual(list(), []);
    }, { clock, retentionDays: 7 });
    await onStage(path, async ({ happens, list }) => {
      assert.deepEqual(list(), []);
      happens("damage-found", { what: TRADES, words: "another file is missing" });
      await clock.advance(SECOND);
      assert.deepEqual(list().map(({ id }) => id), ["incident_2"]);
    }, { clock });
  }));

Deno.test("no more than a thousand are kept", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, async ({ hole, list }) => {
      for (let n = 0; n < 1_010; n++) hole(`venue${n}/trades/BTC-USD`, SECOND);
      await clock.advance(2 * MINUTE);
      assert.equal(list({ limit: 5_000 }).length, 1_010);
      await clock.advance(HOUR);
      assert.equal(list({ limit: 5_000 }).length, 1_000);
    }, { clock });
    await onStage(path, ({ list }) => assert.equal(list({ limit: 5_000 }).length, 1_000), { clock });
  }));

Deno.test("a file that cannot be written is told of once, and what was not written comes later", () =>
  inFolder(async (path) => {
    const clock = new TestClock(NOW);
    await onStage(path, async ({ happens, failures }) => {
      const table = takeTable(path);
      happens("damage-found", { what: TRADES, words: "a file is missing" });
      await clock.advance(SECOND);
      assert.equal(failures.length, 1);
      assert.match(failures[0], /no such table/);
      table.giveBack();
      await clock.advance(SECOND);
    }, { clock, end: "killed" });
    await onStage(path, ({ list }) => assert.equal(list().length, 1), { clock });
  }));

Deno.test("a file that is no record of incidents is put aside", () =>
  inFolder(async (path) => {
    await Deno.writeTextFile(path, "this is not a database, whatever its name says".repeat(100));
    const incidents = openIncidents(path, new TestClock(NOW));
    try {
      assert.match(incidents.quarantined!.path, /quarantine/);
      assert.deepEqual(incidents.list({ limit: 1 }), []);
    } finally {
      incidents.close();
    }
  }));
