/**
 * Randomness without state: a number is a hash of the seed and of what it is for, so that any moment of the
 * market can be reached without passing through the ones before it. Integer arithmetic only, hence the same on
 * every machine.
 */

const MULTIPLIERS = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35] as const;

/** A well mixed unsigned 32-bit number from a seed and up to three integers (their low 32 bits count). */
export function hash(seed: number, a: number, b = 0, c = 0): number {
  let h = Math.imul(seed ^ a, MULTIPLIERS[0]);
  h = Math.imul(h ^ (h >>> 15) ^ b, MULTIPLIERS[1]);
  h = Math.imul(h ^ (h >>> 13) ^ c, MULTIPLIERS[2]);
  h = Math.imul(h ^ (h >>> 16), MULTIPLIERS[0]);
  return (h ^ (h >>> 14)) >>> 0;
}

/** The same as a fraction in [0, 1). */
export const unit = (seed: number, a: number, b = 0, c = 0): number => hash(seed, a, b, c) / 0x1_0000_0000;

/** The seed of a named part of the market, so that symbols do not move alike. */
export function seedOf(seed: number, name: string): number {
  return [...name].reduce((h, letter) => hash(h, letter.charCodeAt(0)), hash(seed, name.length));
}

/** A sequence of fractions in [0, 1), for what happens in an order (which request a fault strikes). */
export function sequence(seed: number): () => number {
  let n = 0;
  return () => unit(seed, ++n);
}
