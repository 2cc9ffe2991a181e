import assert from "node:assert/strict";
import { TestClock } from "../../actors/kernel/test_clock.ts";
import { createBoardTexts } from "../../api/board_texts.ts";
import { createFixtureDeck } from "../browser/fixture_deck.ts";

/** A deck whose inventory takes so many ms to make, and a board that changes all the time. */
function slowDeck(makingMs: number) {
  let now = 1_000_000;
  let times = 0;
  const clock = Object.assign(new TestClock(), { now: () => now });
  const deck = createFixtureDeck(now);
  deck.inventory = () => {
    now += makingMs;
    times++;
    return [];
  };
  const { inventory, snapshotEvent } = createBoardTexts(deck, clock);
  return {
    snapshotEvent,
    deck,
    /** Asks once each ms for so long. Gives how often it was made. */
    askFor(durationMs: number): number {
      for (const until = now + durationMs; now < until; now++) {
        deck.publish((board) => board);
        inventory();
      }
      return times;
    },
    turnBack: () => now -= 500_000,
  };
}

Deno.test("a board that is slow to make is given out again, so that making it takes a tenth of the time at most", () => {
  const made = slowDeck(30).askFor(3_000);
  assert.ok(made >= 9 && made <= 11, `made ${made} times`);
});

Deno.test("a board that is quick to make is made anew for whoever asks", () => {
  assert.equal(slowDeck(0).askFor(100), 100);
});

Deno.test("a clock that is set back makes nothing old for long", () => {
  const { askFor, turnBack } = slowDeck(30);
  const before = askFor(1);
  turnBack();
  assert.equal(askFor(1), before + 1);
});

Deno.test("an event always has the newest board", () => {
  const { deck, snapshotEvent } = slowDeck(30);
  for (let n = 0; n < 3; n++) {
    deck.publish((board) => board);
    const text = new TextDecoder().decode(snapshotEvent(deck.snapshot()));
    assert.ok(text.startsWith(`id: ${deck.snapshot().revision}\n`));
  }
});
