import assert from "node:assert/strict";
import { join } from "@std/path";
import * as fc from "fast-check";
import { createAnnouncer } from "../../../actors/control/alerts/announcer.ts";
import type { Notice } from "../../../actors/control/alerts/notice.ts";
import { openAlertQueue } from "../../../actors/control/alerts/queue.ts";
import type { Incident } from "../../../actors/control/incidents/mod.ts";
import { incident, OPENED_AT } from "./samples.ts";
import { configOf, inFolder } from "./stage.ts";

interface Rig {
  opens(changes: Partial<Incident>): void;
  changes(changes: Partial<Incident>): void;
  closes(changes: Partial<Incident>): void;
  /** Sends the next one. Gives what it is; null: none waits. */
  send(): Notice | null;
  /** All that wait, as `type severity`. */
  sendAll(): string[];
  /** As after a start. */
  restart(): void;
}

function rigIn(folder: string, settings: Record<string, unknown> = {}) {
  const queue = openAlertQueue(join(folder, "alerts.sqlite"));
  const known = new Map<string, Incident>();
  let now = OPENED_AT;
  const begin = () =>
    createAnnouncer({
      rules: () => configOf(settings).alerts,
      incidents: {
        list: ({ open }) => [...known.values()].filter(({ closedAt }) => open === (closedAt === null)),
      },
      queue,
      now: () => ++now,
    });
  let announcer = begin();
  const change = (type: "opened" | "changed" | "closed", changes: Partial<Incident>) => {
    const each = incident(changes);
    known.set(each.id, each);
    announcer.take({ type, incident: each });
  };
  const rig: Rig = {
    opens: (changes) => change("opened", changes),
    changes: (changes) => change("changed", changes),
    closes: (changes) => change("closed", { closedAt: now, ...changes }),
    send() {
      const notice = announcer.next();
      if (notice) queue.remove(notice.key);
      return notice;
    },
    sendAll() {
      const sent: string[] = [];
      for (let next = rig.send(); next; next = rig.send()) {
        sent.push(next.type === "summed" ? "summed" : `${next.type} ${next.severity}`);
      }
      return sent;
    },
    restart() {
      announcer = begin();
      announcer.compare();
    },
  };
  return { rig, [Symbol.dispose]: () => queue.close() };
}

async function withRig(settings: Record<string, unknown>, body: (rig: Rig) => void): Promise<void> {
  await inFolder((folder) => {
    using held = rigIn(folder, settings);
    body(held.rig);
    return Promise.resolve();
  });
}

Deno.test("what is milder than is wanted is not told until it is worse, and neither is its end", () =>
  withRig({ min_severity: "error" }, (rig) => {
    rig.opens({ severity: "warning" });
    rig.closes({ severity: "warning" });
    rig.opens({ id: "incident_8", severity: "warning" });
    rig.changes({ id: "incident_8", severity: "error" });
    assert.deepEqual(rig.sendAll(), ["opened error"]);
    rig.closes({ id: "incident_8", severity: "error" });
    assert.deepEqual(rig.sendAll(), ["closed error"]);
  }));

Deno.test("what was told and gets worse is told once more", () =>
  withRig({}, (rig) => {
    rig.opens({ kind: "disk", severity: "warning" });
    assert.deepEqual(rig.sendAll(), ["opened warning"]);
    rig.changes({ kind: "disk", severity: "warning", sentence: "Other words." });
    rig.changes({ kind: "disk", severity: "error" });
    rig.changes({ kind: "disk", severity: "error" });
    assert.deepEqual(rig.sendAll(), ["worsened error"]);
  }));

Deno.test("what could not be sent yet is told as it is by then, with its end as one", () =>
  withRig({}, (rig) => {
    rig.opens({ severity: "warning" });
    rig.changes({ severity: "error", sentence: "12 series are not recorded." });
    const sent = rig.send()!;
    assert.ok(sent.type === "opened" && sent.severity === "error");
    assert.equal(sent.incident.sentence, "12 series are not recorded.");
    rig.opens({ id: "incident_8" });
    rig.opens({ id: "incident_9" });
    rig.closes({ id: "incident_8", sentence: "It was so." });
    rig.closes({});
    assert.deepEqual(rig.sendAll(), ["passed warning", "opened warning", "closed error"]);
  }));

Deno.test("what happens at one moment is told once, with no end to tell of", () =>
  withRig({}, (rig) => {
    rig.opens({ kind: "damage", severity: "error" });
    rig.changes({ kind: "damage", severity: "error" });
    assert.deepEqual(rig.sendAll(), ["opened error"]);
    rig.closes({ kind: "damage", severity: "error" });
    rig.changes({ kind: "damage", severity: "error", closedAt: OPENED_AT });
    rig.opens({ id: "incident_8", kind: "crash" });
    rig.closes({ id: "incident_8", kind: "crash" });
    assert.deepEqual(rig.sendAll(), ["opened warning"]);
  }));

Deno.test("failures in a row are counted as the config says, whatever their severity", () =>
  withRig({ max_consecutive_errors: 2, min_severity: "error" }, (rig) => {
    rig.opens({ kind: "failed-run", severity: "info", failures: 1 });
    rig.opens({ id: "incident_8", kind: "sync", severity: "warning", failures: 1 });
    assert.deepEqual(rig.sendAll(), []);
    rig.changes({ kind: "failed-run", severity: "info", failures: 2 });
    rig.changes({ kind: "failed-run", severity: "error", failures: 3 });
    rig.closes({ id: "incident_8", kind: "sync", severity: "warning", failures: 1 });
    assert.deepEqual(rig.sendAll(), ["opened error"]);
  }));

const ENDED = /^(passed|opened( worsened)? closed)$/;
const ENDLESS = /^opened( worsened)?$/;
const IDS = ["incident_1", "incident_2", "incident_3"];
const step = fc.record({
  id: fc.constantFrom(...IDS),
  what: fc.constantFrom("change", "change", "close", "send", "send", "restart"),
  severity: fc.constantFrom("info", "warning", "error"),
});

Deno.test("whenever what is sent, an incident is opened once, may get worse, and closes once if it was told", () =>
  inFolder((folder) => {
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        using held = rigIn(join(folder, makeFolder(folder, run++)));
        const { sent, worst, over } = played(held.rig, steps);
        for (const [id, severity] of worst) {
          const types = sent.filter((each) => each.id === id).map(({ type }) => type).join(" ");
          assert.match(
            types,
            severity === "info" ? /^$/ : over.has(id) ? ENDED : ENDLESS,
            `${id}, ${severity}`,
          );
        }
      }),
      { numRuns: 60 },
    );
    return Promise.resolve();
  }));

function makeFolder(folder: string, run: number): string {
  Deno.mkdirSync(join(folder, String(run)));
  return String(run);
}

interface Step {
  id: string;
  what: string;
  severity: string;
}

/** What was sent when all is told. Severities only rise, and what is over stays so. */
function played(rig: Rig, steps: Step[]) {
  const worst = new Map<string, Incident["severity"]>();
  const over = new Set<string>();
  const sent: Array<{ id: string; type: string }> = [];
  const send = () => {
    const notice = rig.send();
    if (notice && notice.type !== "summed") sent.push({ id: notice.incident.id, type: notice.type });
    return notice !== null;
  };
  for (const { id, what, severity } of steps) {
    if (what === "send") send();
    else if (what === "restart") rig.restart();
    else if (!over.has(id)) {
      const isNew = !worst.has(id);
      worst.set(id, worseOf(worst.get(id) ?? "info", severity as Incident["severity"]));
      if (isNew) rig.opens({ id, severity: worst.get(id) });
      else if (what === "change") rig.changes({ id, severity: worst.get(id) });
      else {
        rig.closes({ id, severity: worst.get(id) });
        over.add(id);
      }
    }
  }
  while (send());
  return { sent, worst, over };
}

function worseOf(one: Incident["severity"], other: Incident["severity"]): Incident["severity"] {
  const order = ["info", "warning", "error"] as const;
  return order[Math.max(order.indexOf(one), order.indexOf(other))];
}
