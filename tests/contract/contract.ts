/**
 * What every tapedeck answers, asked of one that runs: each route of the table, and each status that can be brought
 * about from outside. The subject records a stream and a history of the sandbox, see {@linkcode CONTRACT_CONFIG}.
 */
import assert from "node:assert/strict";
import { createAsker, type Subject } from "./asker.ts";
import { cases } from "./cases.ts";
import { brokenBodies, refusals, tooMany } from "./refusals.ts";
import { nameOf, table } from "./table.ts";

export const TOKEN = "tok-3f9c1e52a7";

export const CONTRACT_CONFIG = {
  settings: { ui_auth_token: TOKEN, ui_allow_origins: ["https://tape.example"] },
  histo_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], span: 60 }],
  stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT", "ETH/USDT"], channels: ["trades"] }],
  alerts: { webhook_url: "http://127.0.0.1:1/hook-8d2b64" },
};

/** A body that takes 30 s, and more reads at once than there may be: see tests/api. */
const NOT_PROVOKED = ["408", "503"];
/** A day that a remote holds: see tests/e2e/cli_restore_test.ts. */
const OF_MOVED_DAYS = ["200", "202", "409"].map((status) => `POST /api/storage/restore ${status}`);

/** A step for each route; what would lock out the others comes last. */
export async function keepContract(t: Deno.TestContext, subject: Subject): Promise<void> {
  const asker = createAsker(subject);
  for (const name of table.map(nameOf)) {
    await t.step(name, async () => {
      assert.ok(
        cases[name],
        `${name} is in the table of routes and not in cases.ts: say there what it is to answer`,
      );
      await cases[name](asker, subject);
    });
  }
  for (const [name, check] of Object.entries({ ...refusals, ...brokenBodies, ...tooMany })) {
    await t.step(name, () => check(asker, subject));
  }
  await t.step("every status that the documents name was seen", () => {
    const isProvoked = (each: string) =>
      !NOT_PROVOKED.includes(each.slice(-3)) && !OF_MOVED_DAYS.includes(each);
    assert.deepEqual(asker.unseen().filter(isProvoked), []);
  });
  await t.step("no case is of a route that there is not", () => {
    const names = table.map(nameOf);
    assert.deepEqual(Object.keys(cases).filter((name) => !names.includes(name)), []);
  });
}
