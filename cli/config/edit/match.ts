/** Which item of a list became which, so that what is written about one stays with it. */
import { isRecord } from "./source.ts";

/**
 * For each of `wanted` the place in `current` of the item that it was, or null where it is new: first the same ones,
 * then those that agree in what makes a job, then in the exchange alone, then those in the same place.
 */
export function matched(current: unknown[], wanted: unknown[]): Array<number | null> {
  const origin: Array<number | null> = wanted.map(() => null);
  const free = new Set(current.keys());
  for (const traitOf of TRAITS) {
    const places = new Map<string, number[]>();
    for (const i of free) {
      const trait = traitOf(current[i], i);
      if (trait !== null) places.set(trait, [...places.get(trait) ?? [], i]);
    }
    wanted.forEach((item, i) => {
      const trait = origin[i] === null ? traitOf(item, i) : null;
      const place = trait === null ? undefined : places.get(trait)?.shift();
      if (place === undefined) return;
      origin[i] = place;
      free.delete(place);
    });
  }
  return origin;
}

/** Items that agree in one are taken for the same; null: that cannot be said of this one. */
const TRAITS: Array<(item: unknown, place: number) => string | null> = [
  (item) => canonical(item),
  (item) =>
    isRecord(item) && "exchange" in item
      ? canonical([item.exchange, item.span, item.data_type, item.channels])
      : null,
  (item) => isRecord(item) && "exchange" in item ? canonical(item.exchange) : null,
  (item, place) => isRecord(item) ? String(place) : null,
];

/** JSON whose keys are in the order of their names; what has no value is left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner) => {
    if (typeof inner === "number" && !Number.isFinite(inner)) return String(inner);
    return isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1))
      : inner;
  }) ?? "";
}

/** What becomes of a list: its items in the new order. */
export interface Placing {
  /** In `wanted`. */
  place: number;
  /** In `current`; null: it is new. */
  origin: number | null;
  /** Whether it may stay where it stands, among those that stay. */
  stays: boolean;
}

export function placings(current: unknown[], wanted: unknown[]): Placing[] {
  let last = -1;
  return matched(current, wanted).map((origin, place) => {
    const stays = origin !== null && origin > last;
    if (stays) last = origin;
    return { place, origin, stays };
  });
}
