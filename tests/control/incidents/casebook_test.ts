import assert from "node:assert/strict";
import fc from "fast-check";
import { type Case, holeCounts, openedAt } from "../../../actors/control/incidents/case.ts";
import { type CaseChange, createCasebook } from "../../../actors/control/incidents/casebook.ts";
import { sentenceOf } from "../../../actors/control/incidents/sentence.ts";
import type { Witnessed } from "../../../actors/control/incidents/signals.ts";
import type { GapCause } from "../../../schemas/evidence.ts";
import { ETHER, KRAKEN, NOW, SECOND, TRADES } from "./stage.ts";

const KEYS = [TRADES, ETHER, "binance/orderbook/BTC-USDT", KRAKEN, "kraken/orderbook/BTC-USD"];

function casebook() {
  let n = 0;
  const life = { startedAt: NOW, aliveAt: NOW - 60_000, ended: "killed" as const };
  return createCasebook({ life, known: [], nextId: () => ++n });
}

/** What may befall a stream, in seconds since NOW; what it misses is found when it is connected again. */
interface Blow {
  at: number;
  length: number;
  how: "drop" | "reject" | "skip" | "pause";
  isFilled: boolean;
}

/** Many things happen at the same moment. */
const tens = (range: { min: number; max: number }) => fc.integer(range).map((n) => n * 10);

const blow: fc.Arbitrary<Blow> = fc.record({
  at: tens({ min: 0, max: 60 }),
  length: tens({ min: 1, max: 30 }),
  how: fc.constantFrom("drop", "reject", "skip", "pause"),
  isFilled: fc.boolean(),
});

/** All facts of one series, in order; everything is over at their end. */
function storyOf(key: string, blows: Blow[]): Witnessed[] {
  let from = 0;
  const apart = blows.toSorted((a, b) => a.at - b.at).filter(({ at, length }) => {
    const isFree = at >= from;
    if (isFree) from = at + length + 10;
    return isFree;
  });
  return [{ type: "stream-connected", key, at: NOW }, ...apart.flatMap((each) => factsOf(key, each))];
}

function factsOf(key: string, { at: second, length, how, isFilled }: Blow): Witnessed[] {
  const at = NOW + second * SECOND;
  const end = at + length * SECOND;
  const gap = (cause: GapCause, reason: string): Witnessed[] => {
    const range = { key, from: at * 1_000, to: end * 1_000, at: end };
    const opened: Witnessed = { type: "gap-opened", ...range, cause, reason };
    return isFilled ? [opened, { type: "gap-healed", ...range, rows: 1 }] : [opened];
  };
  const connected: Witnessed = { type: "stream-connected", key, at: end };
  switch (how) {
    case "drop":
      return [
        { type: "stream-dropped", key, error: `reset of ${key}`, retryAt: end, at },
        connected,
        ...gap("outage", `reset of ${key}`),
      ];
    case "pause":
      return [{ type: "stream-paused", key, reason: "slow", at }, connected, ...gap("overload", "slow")];
    case "reject":
      return [{ type: "rows-rejected", key, rows: 1, reason: "price", at: end }, ...gap("rejected", "price")];
    case "skip":
      return gap("id-hole", `skipped in ${key}`);
    default:
      return how satisfies never;
  }
}

/** Each series' facts in their order, the series in whatever order `choices` make of them. */
function interleave(stories: Witnessed[][], choices: number[]): Witnessed[] {
  const queues = stories.map((story) => [...story]);
  const facts: Witnessed[] = [];
  for (let n = 0; queues.some((queue) => queue.length > 0); n++) {
    const left = queues.filter((queue) => queue.length > 0);
    facts.push(left[choices[n % choices.length] % left.length].shift()!);
  }
  return facts;
}

const stories = fc.tuple(
  ...KEYS.map((key) => fc.array(blow, { maxLength: 4 }).map((blows) => storyOf(key, blows))),
);
const choices = fc.array(fc.nat(100), { minLength: 1, maxLength: 60 });
const LATER = NOW + 3_600 * SECOND;

/** What an incident is, but for its id: ids are given in the order in which they are told of. */
function shown(each: Case) {
  const { kind, exchange, subject, severity, series, reason, scope, closedAt } = each;
  return {
    kind,
    exchange,
    subject,
    severity,
    series: [...series].sort(([a], [b]) => a < b ? -1 : 1),
    reason,
    scope,
    closedAt,
    openedAt: openedAt(each),
    sentence: sentenceOf(each, LATER),
  };
}

const inOrder = (cases: Case[]) =>
  cases.map(shown).sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

Deno.test("the order in which facts of different series come changes no incident", () => {
  fc.assert(
    fc.property(stories, choices, choices, (stories, one, other) => {
      const [first, second] = [one, other].map((choices) => {
        const book = casebook();
        interleave(stories, choices).forEach(book.fold);
        book.pass(LATER);
        return inOrder(book.incidents());
      });
      assert.deepEqual(first, second);
    }),
    { numRuns: 500 },
  );
});

/** Told as they happen, with a look each second. */
function live(stories: Witnessed[][]) {
  const book = casebook();
  const facts = stories.flat().map((fact, n) => ({ fact, n })).sort((a, b) =>
    a.fact.at - b.fact.at || a.n - b.n
  );
  const byCase = new Map<Case, CaseChange["type"][]>();
  for (let at = NOW; at <= LATER; at += SECOND) {
    while (facts.length > 0 && facts[0].fact.at <= at) book.fold(facts.shift()!.fact);
    for (const { each, type } of book.pass(at)) {
      if (!byCase.has(each)) byCase.set(each, []);
      byCase.get(each)!.push(type);
    }
  }
  return { book, changes: [...byCase.values()] };
}

Deno.test("every incident is opened once, first, and closed once when all is well again", () => {
  fc.assert(
    fc.property(stories, (stories) => {
      const { book, changes } = live(stories);
      assert.equal(changes.length, book.incidents().length);
      for (const types of changes) {
        assert.equal(types[0], "opened");
        assert.deepEqual([types.indexOf("opened", 1), types.filter((type) => type === "closed").length], [
          -1,
          1,
        ]);
      }
      for (const { closedAt } of book.incidents()) assert.ok(closedAt !== null && closedAt <= LATER);
    }),
    { numRuns: 30 },
  );
});

Deno.test("every hole is in exactly one incident, and no incident is without a hole or a lasting trouble", () => {
  fc.assert(
    fc.property(stories, (stories) => {
      const { book } = live(stories);
      const facts = stories.flat();
      const counted = book.incidents().map(holeCounts);
      const sum = (of: "opened" | "healed") => counted.reduce((total, counts) => total + counts[of], 0);
      assert.equal(sum("opened"), facts.filter(({ type }) => type === "gap-opened").length);
      assert.equal(sum("healed"), facts.filter(({ type }) => type === "gap-healed").length);
      for (const each of book.incidents()) {
        const { opened } = holeCounts(each);
        const lasted = each.closedAt! - openedAt(each);
        assert.ok(opened > 0 || each.kind === "rejected" || lasted >= 15 * SECOND);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("incidents of one cause do not overlap, nor are they less than a minute apart", () => {
  fc.assert(
    fc.property(stories, (stories) => {
      const { book } = live(stories);
      const ofTroubles = book.incidents().filter(({ troubles }) => troubles.size > 0);
      for (const group of Map.groupBy(ofTroubles, ({ kind, subject }) => `${kind} ${subject}`).values()) {
        const spans = group.map((each) => ({ from: openedAt(each), to: each.closedAt! }))
          .sort((a, b) => a.from - b.from);
        spans.slice(1).forEach(({ from }, n) => assert.ok(from - spans[n].to >= 60 * SECOND));
      }
    }),
    { numRuns: 30 },
  );
});
