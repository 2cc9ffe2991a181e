/** Messages told to an actor and handled by it, against a bare array that a loop fills and empties. */
import { setImmediate } from "node:timers";
import { createSystem, realClock } from "../actors/kernel/mod.ts";
import { line, measure, rate } from "./measure.ts";

const GOAL_PER_SECOND = 5e6;
const BURST = 512;
const BURSTS = 2_000;

const trade = { price: 42_000.5, amount: 0.25 };
const system = createSystem({ clock: realClock(), random: Math.random });
let volume = 0;
let handled: () => void = () => {};

/** Tells the consumer one burst, and the next one when that is handled. */
const producer = system.spawn<"next">("producer", () => () => {
  for (let n = 0; n < BURST; n++) consumer.tell(trade);
});

const consumer = system.spawn<typeof trade>("consumer", () => {
  let count = 0;
  return ({ amount }) => {
    volume += amount;
    if (++count % BURST !== 0) return;
    if (count % (BURST * BURSTS) === 0) handled();
    else producer.tell("next");
  };
});

async function tell(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  handled = resolve;
  producer.tell("next");
  await promise;
  return BURST * BURSTS;
}

/** The same messages in the same bursts, with a turn of the event loop now and then. */
async function bareQueue(): Promise<number> {
  const queue: Array<typeof trade> = [];
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let n = 0; n < BURST; n++) queue.push(trade);
    for (const { amount } of queue) volume += amount;
    queue.length = 0;
    if (burst % 100 === 0) await new Promise<void>((done) => setImmediate(done));
  }
  return BURST * BURSTS;
}

const told = await measure("tell", tell);
const bare = await measure("bare queue", bareQueue);
await system.stop();
const expected = 2 * 9 * BURST * BURSTS * trade.amount;
if (volume !== expected) throw new Error(`Cannot trust the bench: ${volume} of ${expected} was handled`);

console.log(line(
  told,
  `bare queue ${rate(bare.perSecond)}`,
  `ratio ${(told.perSecond / bare.perSecond).toFixed(2)} (goal ${rate(GOAL_PER_SECOND)})`,
));
