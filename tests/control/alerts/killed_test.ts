import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import { AlertMessage } from "../../../schemas/alerts.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { inFolder } from "./stage.ts";

const PROGRAM = fromFileUrl(import.meta.resolve("./killed_program.ts"));
const CONFIG = fromFileUrl(import.meta.resolve("../../deno.json"));

function start(folder: string, { url }: Receiver, ...damaged: string[]): Deno.ChildProcess {
  const args = ["run", "-A", "--no-check", "--config", CONFIG, PROGRAM, folder, url, ...damaged];
  return new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "null", stderr: "inherit" })
    .spawn();
}

async function kill(program: Deno.ChildProcess): Promise<void> {
  program.kill("SIGKILL");
  await program.status;
}

Deno.test("kill -9 ends the heartbeat, and what was not sent is sent after the next start", () =>
  inFolder(async (folder) => {
    await using receiver = startReceiver();
    const taken = (name: string) => receiver.taken.filter(({ path }) => path.endsWith(name));
    let refused = 0;
    receiver.answer = (path) => {
      if (path.endsWith("/beats")) return new Response("ok");
      refused++;
      return new Response("", { status: 503 });
    };
    const program = start(folder, receiver, "day.parquet");
    await receiver.until(() => taken("/beats").length > 1 && refused > 0);
    await kill(program);
    const beats = taken("/beats").length;
    // More than an interval of the heartbeat, in which a living one would have sent it.
    await new Promise((done) => setTimeout(done, 1_500));
    assert.equal(taken("/beats").length, beats);
    receiver.answer = () => new Response("ok");
    const next = start(folder, receiver);
    await receiver.until(() => taken("/beats").length > beats + 2 && taken("/alerts").length > 0);
    await kill(next);
    const alerts = taken("/alerts").map(({ body }) => AlertMessage.parse(JSON.parse(body)));
    assert.deepEqual(alerts.map(({ type, incident }) => [type, incident!.kind]), [["opened", "damage"]]);
    assert.match(alerts[0].text, /day\.parquet is torn/i);
  }));
