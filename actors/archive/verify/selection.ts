/** Which series are meant: keys with wildcards, or words of their names. */
import { nearest } from "../../../schemas/nearest.ts";
import { parseSeriesKey } from "../../../schemas/series.ts";

/**
 * The keys that any of the wishes names, all for none; sorted. A wish is a key or the begin of one, with `*` for
 * any part of a name (`binance/trades/*`), or a word of it: an exchange, a pair (`BTC/USDT`), a type, a span.
 * Throws where a wish names none, with what may have been meant.
 */
export function select(keys: string[], wishes: string[]): string[] {
  const wanted = wishes.map((wish) => ({ wish, keys: keys.filter((key) => isMeant(key, wish)) }));
  const unknown = wanted.find(({ keys }) => keys.length === 0);
  if (unknown) throw new Error(`Cannot find series "${unknown.wish}": ${adviceFor(unknown.wish, keys)}`);
  const chosen = new Set(wanted.flatMap(({ keys }) => keys));
  return keys.filter((key) => wishes.length === 0 || chosen.has(key)).sort();
}

function isMeant(key: string, wish: string): boolean {
  return wordsOf(key).some((word) => word.toLowerCase() === wish.toLowerCase()) || startsLike(key, wish);
}

const wordsOf = (key: string): string[] => [...key.split("/"), parseSeriesKey(key).symbol];

function startsLike(key: string, wish: string): boolean {
  const names = key.split("/");
  const patterns = wish.replace(/\/$/, "").split("/");
  return patterns.length <= names.length && patterns.every((pattern, i) => patternOf(pattern).test(names[i]));
}

const patternOf = (text: string) =>
  new RegExp(`^${text.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", ".*")}$`, "i");

function adviceFor(wish: string, keys: string[]): string {
  if (keys.length === 0) return "the folder has none";
  const near = nearest(wish, [...new Set([...keys, ...keys.flatMap(wordsOf)])]);
  return near
    ? `did you mean ${near}?`
    : `there are ${keys.slice(0, 5).join(", ")}${keys.length > 5 ? ", …" : ""}`;
}
