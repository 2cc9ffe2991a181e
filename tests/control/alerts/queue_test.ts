import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "@std/path";
import { type AboutIncident, noticeOf } from "../../../actors/control/alerts/notice.ts";
import { type AlertQueue, MAX_WAITING, openAlertQueue } from "../../../actors/control/alerts/queue.ts";
import { textOf, titleOf } from "../../../actors/control/alerts/words.ts";
import { recordOfIncident } from "../../../actors/control/incidents/mod.ts";
import { incident } from "./samples.ts";
import { inFolder } from "./stage.ts";

const BEGIN = Date.UTC(2026, 10, 28, 14);

function notice(number: number, type: AboutIncident["type"] = "opened"): AboutIncident {
  const record = recordOfIncident(incident({ id: `incident_${number}` }));
  return noticeOf(type, { incident: record, severity: "warning", at: BEGIN + number * 60_000 });
}

async function withQueue(body: (path: string) => void): Promise<void> {
  await inFolder((folder) => Promise.resolve(body(join(folder, "alerts.sqlite"))));
}

function opened<T>(path: string, use: (queue: AlertQueue) => T): T {
  const queue = openAlertQueue(path);
  try {
    return use(queue);
  } finally {
    queue.close();
  }
}

Deno.test("what waits, and what was told, is there after a restart, in order", () =>
  withQueue((path) => {
    opened(path, (queue) => {
      for (const number of [1, 2, 3, 4]) queue.push(notice(number));
      queue.replace(notice(2).key, notice(2, "passed"));
      queue.remove(notice(1).key);
      queue.forget("incident_4");
      queue.push(notice(3, "closed"));
    });
    opened(path, (queue) => {
      assert.deepEqual(queue.waiting(), [notice(2, "passed"), notice(3), notice(4), notice(3, "closed")]);
      assert.deepEqual([...queue.told.keys()], ["incident_1", "incident_2"]);
      queue.push(notice(5));
      assert.deepEqual(queue.waiting().at(-1), notice(5));
      queue.clear();
    });
    opened(path, (queue) => assert.deepEqual([queue.length, queue.told.size], [0, 0]));
  }));

Deno.test("of too many the oldest are summed up in one, but for the first, which may be on its way", () =>
  withQueue((path) => {
    opened(path, (queue) => {
      for (let number = 0; number < MAX_WAITING + 37; number++) queue.push(notice(number));
    });
    opened(path, (queue) => {
      const [first, summed, next, ...rest] = queue.waiting();
      assert.equal(queue.length, MAX_WAITING);
      assert.deepEqual(first, notice(0));
      assert.equal(titleOf(summed), "38 more alerts");
      assert.match(
        textOf(summed),
        /^\.\.\. and 38 more alerts from 2026-11-28 14:01 to 2026-11-28 14:38 UTC/,
      );
      assert.deepEqual(next, notice(39));
      assert.deepEqual(rest.at(-1), notice(MAX_WAITING + 36));
    });
  }));

Deno.test("what could not be written is written when it can be", () =>
  withQueue((path) => {
    const failures: string[] = [];
    const queue = openAlertQueue(path, (error) => void failures.push(error.message));
    const other = new DatabaseSync(path);
    other.exec("alter table told rename to elsewhere");
    for (const number of [1, 2]) queue.push(notice(number));
    queue.remove(notice(1).key);
    assert.equal(failures.length, 1);
    other.exec("alter table elsewhere rename to told");
    other.close();
    queue.catchUp();
    const { waiting } = { waiting: queue.waiting() };
    queue.close();
    opened(path, (again) => {
      assert.deepEqual(again.waiting(), waiting);
      assert.deepEqual([...again.told.keys()], ["incident_1", "incident_2"]);
    });
  }));

Deno.test("a queue that cannot be read is put into quarantine, and a new one begun", () =>
  withQueue((path) => {
    opened(path, (queue) => queue.push(notice(1)));
    const other = new DatabaseSync(path);
    other.exec(`update waiting set notice = '{"type":"opened"}'`);
    other.close();
    opened(path, (queue) => {
      assert.equal(queue.length, 0);
      assert.ok(queue.quarantined!.path.includes("quarantine"));
    });
  }));
