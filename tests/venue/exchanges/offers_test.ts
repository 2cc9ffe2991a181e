/** What the program says that an exchange offers, held against docs/exchanges.md. */
import assert from "node:assert/strict";
import { type Offer, offers, type Reach } from "../../../actors/venue/exchanges/offers.ts";

const DOCS = await Deno.readTextFile(new URL("../../../docs/exchanges.md", import.meta.url));

/** The rows of a section's table, by exchange. */
function tableOf(section: string): Map<string, string[]> {
  const text = DOCS.split(`## ${section}\n`)[1].split("\n## ")[0];
  const rows = text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| ---")).slice(1);
  const byId = rows.flatMap((row): Array<[string, string[]]> => {
    const [ids, ...cells] = row.split("|").slice(1, -1).map((cell) => cell.trim());
    return ids.split(", ").map((id) => [id, cells]);
  });
  return new Map(byId);
}

/** The words that the table has for a reach. */
function reachWords(reach: Reach): RegExp {
  switch (reach.type) {
    case "listing":
      return /^the listing$/;
    case "unknown":
      return /^(unknown|as far as it answers)$/;
    case "since": {
      const [year, month, day] = reach.day.split("-").map(Number);
      const name = new Date(Date.UTC(year, month - 1)).toLocaleString("en", { month: "long" });
      return new RegExp(`^${day} ${name} ${year}$`);
    }
    case "days":
      return new RegExp(`\\b${reach.days} days$`);
    case "newest":
      return new RegExp(`^the newest ${reach.rows.toLocaleString("en")}\\b`);
    case "no-range":
      return /no range can be asked for/;
    default:
      throw reach satisfies never;
  }
}

const all = offers();
const OTHER = "any other";
const KNOWN = new Set([...tableOf("Trades").keys(), ...tableOf("Candles").keys()]);

function checkTrades(
  { id, liveTrades, pastTrades }: Offer,
  [, reach, ids, shownBy]: string[],
  asked: string,
) {
  assert.equal(liveTrades?.proof, ids.startsWith("serial") ? "ids" : "none", id);
  if (pastTrades.type === "none") return assert.match(asked, /^refused/, id);
  assert.match(reach, reachWords(pastTrades.reach), id);
  assert.deepEqual(pastTrades.proof, ["ids", "answers"].filter((each) => shownBy.includes(each)), id);
}

Deno.test("what is said of each exchange's trades is what the docs say", () => {
  for (const [id, cells] of tableOf("Trades")) {
    if (id !== OTHER) checkTrades(all.get(id)!, cells, cells[0]);
  }
});

Deno.test("what is said of each exchange's candles is what the docs say", () => {
  for (const [id, [page, reach, empty]] of tableOf("Candles")) {
    if (id === OTHER) continue;
    const { candles } = all.get(id)!;
    assert.equal(candles!.page.toLocaleString("en"), page, id);
    assert.match(reach, reachWords(candles!.reach), id);
    const words = {
      "candle": "has a candle",
      "no-candle": "has none",
      "unknown": "has a candle, as far as is known",
    };
    assert.equal(words[candles!.emptySpans], empty, id);
  }
});

Deno.test("of an exchange that the docs do not name nothing is said to be proven, or to go back to the listing", () => {
  for (const [id, offer] of all) {
    if (KNOWN.has(id) || id === "sandbox") continue;
    const { liveTrades, books, candles, pastTrades } = offer;
    assert.notEqual(liveTrades?.proof, "ids", id);
    assert.notEqual(books?.eachChange, true, id);
    assert.ok(candles === null || candles.reach.type === "unknown", id);
    assert.ok(pastTrades.type === "none" || pastTrades.proof.length === 0, id);
  }
});

Deno.test("only markets that are asked for are offered", () => {
  assert.deepEqual(all.get("binance")!.markets, ["spot"]);
  assert.deepEqual(all.get("okx")!.markets, ["spot", "swap", "future"]);
  assert.deepEqual(all.get("bybit")!.markets, ["spot", "swap", "future"]);
});
