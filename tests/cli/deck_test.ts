/** The deck before the recorder is there: what is shown is shown at once, as it will begin. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { createReadHost } from "../../actors/archive/reader/host.ts";
import { createBoard } from "../../actors/control/board.ts";
import { createLog } from "../../actors/control/log.ts";
import { createLookupHost } from "../../actors/control/lookups/host.ts";
import { type Beginning, shownAtStart } from "../../actors/control/stops.ts";
import { createBegun } from "../../cli/begun.ts";
import { openSettings } from "../../cli/config/settings.ts";
import { createDeck } from "../../cli/deck.ts";
import type { Recording } from "../../cli/recording.ts";
import type { Deck } from "../../api/deck.ts";
import { openConsole } from "./console.ts";

const CONFIG = {
  stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }],
  histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"] }],
  settings: { ui_auth_token: "s3cret", ui_rate_limit: 60, ui_readonly: true },
};

async function withDeck(begins: Beginning, body: (deck: Deck) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-" });
  try {
    await Deno.writeTextFile(join(folder, "tapedeck.yaml"), JSON.stringify(CONFIG));
    const { environment } = openConsole({ cwd: folder });
    const { clock } = environment;
    const settings = await openSettings({}, environment);
    const board = createBoard({ clock, version: "1", dataFolder: folder, configPath: settings.place.path });
    board.configure(shownAtStart(settings.inForce().config, begins));
    const log = createLog({ ...environment, terminal() {} });
    const reads = createReadHost({ dataFolder: folder, clock });
    const lookups = createLookupHost({ dataFolder: folder, clock });
    const begun = createBegun<Recording>();
    await body(createDeck({ board, log, reads, lookups, settings, begins, begun, clock }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (
  const [command, begins, status, running] of [
    ["start", { streams: "all", schedule: "on" }, "starting", true],
    ["ui", { streams: "none", schedule: "off" }, "stopped", false],
  ] as const
) {
  Deno.test(`while \`tapedeck ${command}\` is starting, every view answers at once`, () =>
    withDeck(begins, (deck) => {
      assert.deepEqual(deck.streams().map((row) => [row.key, row.status]), [[
        "sandbox_BTC_USDT_trades",
        status,
      ]]);
      assert.deepEqual(deck.scheduler(), {
        running,
        jobs: [{ id: "sandbox_BTC_USDT_3600", name: "sandbox BTC/USDT 3600s", next_run: null }],
      });
      assert.deepEqual([deck.inventory(), deck.backfills(), deck.backfill("x")], [[], [], null]);
      assert.deepEqual(deck.runs({ limit: 10 }), []);
      assert.equal(deck.jobs().stream_jobs.length, 1);
      assert.deepEqual(deck.jobEntries("histo").map(({ job }) => job.exchange), ["sandbox"]);
    }));
}

Deno.test("who may ask is what the config says, and no answer has its secrets", () =>
  withDeck({ streams: "all", schedule: "on" }, async (deck) => {
    assert.deepEqual(deck.access(), {
      token: "s3cret",
      isReadOnly: true,
      allowedOrigins: [],
      rateLimit: 60,
      isBehindProxy: false,
    });
    assert.doesNotMatch(JSON.stringify(deck.config()), /s3cret/);
    assert.equal(await deck.validateConfig(deck.config().value), null, "a mask stands for what is stored");
    assert.match((await deck.validateConfig({}))!, /has no job/);
  }));
