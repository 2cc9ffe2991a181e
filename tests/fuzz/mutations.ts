/** Ways in which bytes come to harm: on a disk, in a copy, under an editor. */
import { concatBytes } from "../../actors/archive/codec.ts";
import type { Random } from "../../actors/kernel/mod.ts";

export interface Mutation {
  name: string;
  apply(bytes: Uint8Array, random: Random): Uint8Array;
}

const below = (random: Random, end: number) => Math.floor(random() * end);

/** A place and a length in the bytes; short ones are likelier. */
function piece(bytes: Uint8Array, random: Random): { from: number; to: number } {
  const from = below(random, bytes.length);
  const length = 1 + below(random, 2 ** below(random, 12));
  return { from, to: Math.min(bytes.length, from + length) };
}

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(copy);
  return copy;
}

const replaced = (bytes: Uint8Array, from: number, to: number, by: Uint8Array) =>
  concatBytes([bytes.subarray(0, from), by, bytes.subarray(to)]);

const noise = (random: Random, length: number) => Uint8Array.from({ length }, () => below(random, 256));

/** Lines, or whatever lies between bytes 10: so that whole lines are copied and moved, too. */
function line(bytes: Uint8Array, random: Random): { from: number; to: number } {
  const at = below(random, bytes.length);
  const from = bytes.lastIndexOf(10, at - 1) + 1;
  const end = bytes.indexOf(10, at);
  return { from, to: end < 0 ? bytes.length : end + 1 };
}

export const MUTATIONS: Mutation[] = [
  {
    name: "bits flipped",
    apply: (bytes, random) =>
      changed(bytes, (copy) => {
        for (let n = below(random, 4); n >= 0; n--) copy[below(random, copy.length)] ^= 1 << below(random, 8);
      }),
  },
  { name: "cut off", apply: (bytes, random) => bytes.slice(0, below(random, bytes.length)) },
  {
    name: "inserted",
    apply: (bytes, random) => {
      const at = below(random, bytes.length);
      return replaced(bytes, at, at, noise(random, 1 + below(random, 40)));
    },
  },
  {
    name: "taken out",
    apply: (bytes, random) => {
      const { from, to } = piece(bytes, random);
      return replaced(bytes, from, to, new Uint8Array());
    },
  },
  {
    name: "repeated",
    apply: (bytes, random) => {
      const { from, to } = random() < 0.5 ? line(bytes, random) : piece(bytes, random);
      const at = random() < 0.5 ? to : line(bytes, random).from;
      return replaced(bytes, at, at, bytes.slice(from, to));
    },
  },
  {
    name: "swapped",
    apply: (bytes, random) => {
      const ends = [line(bytes, random), line(bytes, random)].sort((a, b) => a.from - b.from);
      const [one, other] = ends;
      if (one.to > other.from) return bytes.toReversed();
      const first = replaced(bytes, other.from, other.to, bytes.slice(one.from, one.to));
      return replaced(first, one.from, one.to, bytes.slice(other.from, other.to));
    },
  },
  {
    name: "huge number",
    apply: (bytes, random) =>
      changed(bytes, (copy) => {
        const at = below(random, Math.max(1, copy.length - 4));
        copy.set([0xff, 0xff, 0xff, random() < 0.5 ? 0xff : 0x0f].slice(0, copy.length - at), at);
      }),
  },
  {
    name: "zeros",
    apply: (bytes, random) =>
      changed(bytes, (copy) => {
        const { from, to } = piece(bytes, random);
        copy.fill(0, from, to);
      }),
  },
  { name: "noise", apply: (bytes, random) => noise(random, below(random, bytes.length + 1)) },
  {
    name: "nested",
    apply: (bytes, random) => {
      const at = line(bytes, random).from;
      const mark = "[{(<-"[below(random, 5)];
      return replaced(bytes, at, at, new TextEncoder().encode(mark.repeat(1 + below(random, 20_000))));
    },
  },
];

/** One of the ways, on bytes that are not empty. */
export function mutate(bytes: Uint8Array, random: Random): { name: string; bytes: Uint8Array } {
  const { name, apply } = MUTATIONS[below(random, MUTATIONS.length)];
  return { name, bytes: apply(bytes, random) };
}
