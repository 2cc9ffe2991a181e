import assert from "node:assert/strict";
import { type FolderLook, judgeDisk } from "../../actors/control/disk_report.ts";
import type { DiskState } from "../../schemas/facts.ts";

const GB = 1e9;
const RULES = { dataFolder: "/tape", minFreeBytes: GB };

function looked(freeGb: number | null, fault: FolderLook["fault"] = null): FolderLook {
  return { isThere: true, freeBytes: freeGb === null ? null : freeGb * GB, fault };
}

function stateAfter(was: DiskState, freeGb: number | null, rules = RULES): DiskState {
  return judgeDisk(was, looked(freeGb), rules).state;
}

Deno.test("history waits while free space is within a quarter above the limit, everything below the limit", () => {
  const states = [5, 1.25, 1.24, 1, 0.99, 0].map((free) => stateAfter("ok", free));
  assert.deepEqual(states, ["ok", "ok", "low", "low", "full", "full"]);
});

Deno.test("it takes a tenth more free space to go on than to wait", () => {
  assert.deepEqual([1.05, 1.11].map((free) => stateAfter("full", free)), ["full", "low"]);
  assert.deepEqual([1.3, 1.38].map((free) => stateAfter("low", free)), ["low", "ok"]);
  assert.deepEqual([1.3, 1.38].map((free) => stateAfter("full", free)), ["low", "ok"]);
});

Deno.test("a limit of 0 leaves nothing free, and goes on after a full disk when there is room for a while", () => {
  const rules = { ...RULES, minFreeBytes: 0 };
  assert.equal(stateAfter("ok", 0, rules), "ok");
  const full = judgeDisk("ok", looked(0, { isFull: true, words: "No space left on device" }), rules);
  assert.equal(full.state, "unwritable");
  assert.deepEqual([0.01, 0.02].map((free) => stateAfter("unwritable", free, rules)), ["unwritable", "ok"]);
});

Deno.test("where nobody knows the free space, only what cannot be written counts", () => {
  assert.equal(stateAfter("ok", null), "ok");
  assert.equal(stateAfter("unwritable", null), "ok");
});

Deno.test("each state says what is wrong, what happens and what to do", () => {
  const say = (look: FolderLook, was: DiskState = "ok") => judgeDisk(was, look, RULES).problem;
  assert.equal(say(looked(5)), null);
  assert.equal(
    say(looked(1.2)),
    "The disk has 1.2 GB left, little more than the 1.0 GB that storage.min_free_gb keeps free: candles and " +
      "history wait, streams are recorded on. Free space, or lower it.",
  );
  assert.equal(
    say(looked(0.8)),
    "The disk has 0.8 GB left, less than the 1.0 GB that storage.min_free_gb keeps free: recording is paused. " +
      "Free space, or lower it.",
  );
  assert.equal(
    say(looked(1.05), "full"),
    "The disk has 1.1 GB left, hardly more than the 1.0 GB that storage.min_free_gb keeps free: recording is " +
      "paused. Free space, or lower it.",
  );
  assert.equal(
    say(looked(0, { isFull: true, words: "No space left on device (os error 28)" })),
    "The disk is full. Nothing is recorded: free space; recording goes on by itself then.",
  );
  assert.equal(
    say(looked(5, { isFull: false, words: "Read-only file system (os error 30)" })),
    'The data folder "/tape" cannot be written (Read-only file system (os error 30)). Nothing is recorded: ' +
      "make the folder writable; recording goes on by itself then.",
  );
  assert.equal(
    say({ isThere: false, freeBytes: null, fault: null }),
    'The data folder "/tape" is gone: it was moved or removed, or its disk is not mounted. Nothing is recorded, ' +
      "and no new folder is made: bring it back, or restart tapedeck to begin a new one.",
  );
});
