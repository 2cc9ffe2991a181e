/** A Worker under a system on a test clock, with a parent that writes down what it hears. */
import { type ActorRef, type Exit, openWorker, type Reply } from "../../actors/kernel/mod.ts";
import type { Command, Fact } from "./fixtures/worker.ts";
import { testSystem } from "./support.ts";

const url = new URL("./fixtures/worker.ts", import.meta.url);

export function bridged() {
  const tested = testSystem();
  const facts: Fact[] = [];
  const kept: Reply<string>[] = [];
  const parent = tested.system.spawn<Fact>("parent", () => (fact) => {
    facts.push(fact);
    if (fact.type !== "asked") return;
    if (fact.question === "when?") kept.push(fact.reply);
    else answer(fact.question, fact.reply);
  });
  const worker = openWorker(tested.system, { url });
  const spawn = (name: string, options: { capacity?: number; restart?: "always" | "never" } = {}) =>
    worker.spawn<Command, Fact>(name, "obedient", { greeting: "Hello" }, { parent, ...options });
  const words = () => facts.flatMap((fact) => fact.type === "said" ? [fact.word] : []);
  return { ...tested, worker, parent, facts, words, kept, spawn };
}

function answer(question: string, reply: Reply<string>): void {
  if (question === "name?") reply.ok("parent");
  else reply.fail(new Error("what a question"));
}

/** Waits, in real time, until a Worker has done something. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`Cannot wait any longer: ${what}`);
    await new Promise((done) => setTimeout(done, 2));
  }
}

/** Asks for a greeting: when it has come, all that was told before has been handled. */
export async function greet(ref: ActorRef<Command>, name = "you"): Promise<string> {
  return await ref.ask<string>((reply) => ({ type: "greet", name, reply }), 60_000);
}

export function reasons(exits: Exit[]): Array<[string, string]> {
  return exits.map(({ path, reason }) => [path, reason]);
}
