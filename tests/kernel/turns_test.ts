import assert from "node:assert/strict";
import { type ActorRef, createSystem, realClock } from "../../actors/kernel/mod.ts";

/** Two actors that tell each other for ever; `receive` may be sync or async. */
function pingPong(receiveIn: "one go" | "microtasks") {
  const system = createSystem({ clock: realClock(), random: Math.random });
  let count = 0;
  let go = true;
  const bounce = (to: () => ActorRef<string>) => () => {
    const hit = (ball: string) => {
      count++;
      if (go) to().tell(ball);
    };
    return receiveIn === "one go" ? hit : async (ball: string) => {
      await undefined;
      hit(ball);
    };
  };
  const ping: ActorRef<string> = system.spawn<string>("ping", bounce(() => pong));
  const pong: ActorRef<string> = system.spawn<string>("pong", bounce(() => ping));
  return {
    start: () => ping.tell("ball"),
    count: () => count,
    async stop() {
      go = false;
      await system.stop();
    },
  };
}

for (const receiveIn of ["one go", "microtasks"] as const) {
  Deno.test(`actors that are never done let timers and sockets in (receive in ${receiveIn})`, async () => {
    const game = pingPong(receiveIn);
    const server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    game.start();
    await new Promise((done) => setTimeout(done, 5));
    const startedMs = performance.now();
    const [accepted, dialled] = await Promise.all([
      server.accept(),
      Deno.connect({ hostname: "127.0.0.1", port: server.addr.port }),
    ]);
    await dialled.write(new Uint8Array([42]));
    const read = new Uint8Array(1);
    await accepted.read(read);
    const tookMs = performance.now() - startedMs;
    const played = game.count();
    for (const resource of [server, accepted, dialled]) resource.close();
    await game.stop();
    assert.equal(read[0], 42);
    assert.ok(tookMs < 30_000, `a connection and a byte took ${tookMs} ms`);
    assert.ok(played > 1_000, `${played} messages meanwhile: the actors were hardly running`);
  });
}

Deno.test("a clock that is set back does not make a slice last for ever", async () => {
  let offsetMs = 0;
  const { elapsed, after } = realClock();
  const system = createSystem({
    clock: { now: () => Date.now() + offsetMs, elapsed, after },
    random: Math.random,
  });
  let handled = 0;
  let go = true;
  const looping = system.spawn<string>("looping", (ctx) => (word) => {
    if (++handled === 100) offsetMs = -3_600_000;
    if (go) ctx.self.tell(word);
  });
  looping.tell("again");
  await new Promise((done) => setTimeout(done, 20));
  go = false;
  assert.ok(handled > 100, `${handled} handled`);
  await system.stop();
});
