import assert from "node:assert/strict";
import { createContinuity } from "../../actors/venue/continuity.ts";

const S = 1_000_000;
const MUTE = 30 * S;
/** A mute socket is known to be dead after its limit, and what a timer may be late. */
const SILENCE = MUTE + 15 * S;
const OUTAGE = { cause: "outage", reason: "closed" } as const;

/** A continuity on a machine that is awake from second 0 on. */
function continuity(recordedToUs: number | null = null) {
  const series = { recordedToUs };
  const made = createContinuity(series, { muteUs: MUTE });
  const awake = (fromS: number, toS: number) => {
    for (let s = fromS; s <= toS; s++) made.tick(s * S);
  };
  return { ...made, awake, series };
}

Deno.test("a series that was never recorded begins without a gap", () => {
  assert.deepEqual(continuity().connected(5 * S), []);
});

Deno.test("what lies between the last record and a connection is a gap, with its cause", () => {
  const { connected } = continuity(2 * S);
  const reason = "tapedeck was not recording";
  assert.deepEqual(connected(5 * S), [{ kind: "gap", from: 2 * S, to: 5 * S, cause: "outage", reason }]);
});

Deno.test("a row proves all before it, and nothing after it", () => {
  const { connected, heard, settle } = continuity();
  connected(1 * S);
  heard(4 * S);
  assert.deepEqual(settle(9 * S), [{ kind: "recorded", from: 1 * S, to: 4 * S }]);
  assert.deepEqual(settle(10 * S), []);
});

Deno.test("silence is believed only where a dead socket would have been noticed", () => {
  const { connected, settle, awake } = continuity();
  connected(0);
  awake(0, 100);
  assert.deepEqual(settle(SILENCE), []);
  assert.deepEqual(settle(100 * S), [{ kind: "recorded", from: 0, to: 100 * S - SILENCE }]);
});

Deno.test("a machine that slept says nothing about its sleep, until the socket has outlived it", () => {
  const { connected, settle, awake } = continuity();
  connected(0);
  awake(0, 60);
  awake(3_600, 3_600);
  assert.deepEqual(settle(3_600 * S), []);
  awake(3_601, 3_650);
  const woken = 3_650 * S - SILENCE;
  assert.deepEqual(settle(3_650 * S), [{ kind: "recorded", from: 0, to: woken }]);
});

Deno.test("a connection that is dropped by who wakes is not believed in its sleep", () => {
  const { connected, heard, dropped, awake } = continuity();
  connected(0);
  awake(0, 60);
  heard(59 * S);
  assert.deepEqual(dropped(3_600 * S, OUTAGE), [{ kind: "recorded", from: 0, to: 59 * S }]);
});

Deno.test("by a clock that is an hour ahead, nothing is recorded that has not happened yet", () => {
  const { connected, heard, settle, tick } = continuity();
  const hour = 3_600;
  connected(0);
  for (let s = 0; s <= 2 * hour; s++) {
    if (s % 10 === 0) heard((s - hour) * S);
    tick(s * S);
  }
  assert.deepEqual(settle(2 * hour * S), [{ kind: "recorded", from: 0, to: hour * S }]);
});

Deno.test("by a clock that is an hour behind, nothing is recorded from before the first row", () => {
  const { connected, heard, settle, tick } = continuity();
  const hour = 3_600;
  connected(0);
  heard((hour + 1) * S);
  tick(1 * S);
  heard((hour + 2) * S);
  assert.deepEqual(settle(2 * S), [{ kind: "recorded", from: (hour + 1) * S, to: (hour + 2) * S }]);
});

Deno.test("a dropped connection is believed up to its last row, and what follows is a gap of that cause", () => {
  const { connected, heard, dropped, series } = continuity();
  connected(0);
  heard(3 * S);
  assert.deepEqual(dropped(8 * S, OUTAGE), [{ kind: "recorded", from: 0, to: 3 * S }]);
  assert.equal(series.recordedToUs, 3 * S);
  assert.deepEqual(connected(10 * S), [{ kind: "gap", from: 3 * S, to: 10 * S, ...OUTAGE }]);
});

Deno.test("around what could not be believed is a gap, at least a microsecond long", () => {
  const { connected, heard, rejected } = continuity();
  connected(0);
  heard(3 * S);
  const gap = { kind: "gap", cause: "rejected", reason: "no price" };
  assert.deepEqual(rejected(5 * S, "no price"), [
    { kind: "recorded", from: 0, to: 3 * S },
    { from: 3 * S, to: 5 * S, ...gap },
  ]);
  assert.deepEqual(rejected(5 * S, "no price"), [{ from: 5 * S, to: 5 * S + 1, ...gap }]);
});

Deno.test("who goes on with a series in the same cell knows up to when it is recorded", () => {
  const { connected, heard, settle, series } = continuity(1 * S);
  connected(2 * S);
  heard(4 * S);
  settle(5 * S);
  assert.equal(series.recordedToUs, 4 * S);
});
