/** Takes secrets out of texts: the ones that are known by value, and what stands where secrets are wont to stand. */
import { SECRET_MASK } from "../../schemas/secrets.ts";

/**
 * Shorter ones are not looked for: they are in every other word, and a log without them would be unreadable. What
 * stands where a token stands is hidden however short it is.
 */
const SHORTEST_SECRET = 4;
/** Of a longer one so many characters are looked for, and what follows them without a space is hidden too. */
const LONGEST_SECRET = 1_000;
/** Values that are remembered beside those in force: after a change lines about the old ones may still come. */
const MAX_FORMER = 100;

/** `$1` stays, the rest goes. */
const PLACES: RegExp[] = [
  /([?&](?:token|access_token|api_?key|secret|password|passphrase|signature)=)[^&\s"'#<>]+/gi,
  /(\b(?:dccd_token|tapedeck_session)=)[^;\s"',]+/gi,
  /(\bauthorization["']?\s*[:=]\s*["']?(?:(?:bearer|basic|digest)\s+)?)[^\s"',;]+/gi,
  /(\bbearer\s+)[^\s"',;]{8,}/gi,
  /(:\/\/[^\s/?#:@]*:)[^\s/?#]*(?=@)/g,
];

/**
 * Gives the function that replaces secrets by {@linkcode SECRET_MASK}: as they are, percent-encoded, escaped as in
 * JSON, and in base64.
 * @param secrets The values to hide, as of now; asked for each text. Those it once gave go on being hidden.
 */
export function createRedactor(secrets: () => string[]): (text: string) => string {
  const known = new Set<string>();
  let last: string | null = null;
  let values: RegExp | null = null;

  function renew(): void {
    const now = secrets();
    const joined = now.join("\n");
    if (joined === last) return;
    last = joined;
    for (const secret of now.filter(isHideable)) {
      known.delete(secret);
      known.add(secret);
    }
    for (const oldest of [...known].slice(0, -(now.length + MAX_FORMER))) known.delete(oldest);
    values = patternOf([...known]);
  }

  return (text) => {
    renew();
    return untilItStays(text, (each) => hidePlaces(values ? each.replace(values, SECRET_MASK) : each));
  };
}

const isHideable = (secret: string) => secret.length >= SHORTEST_SECRET && !/^\**$/.test(secret);

const hidePlaces = (text: string) =>
  PLACES.reduce((rest, place) => rest.replace(place, `$1${SECRET_MASK}`), text);

/** What was beside a secret may make another one with the mask's end. Each round takes some of the text away. */
function untilItStays(text: string, change: (text: string) => string): string {
  for (let next = change(text);; next = change(text)) {
    if (next === text) return text;
    text = next;
  }
}

/** The longest first, so that none leaves the end of another one that it begins. */
function patternOf(secrets: string[]): RegExp | null {
  if (secrets.length === 0) return null;
  const sorted = secrets.toSorted((a, b) => b.length - a.length);
  return new RegExp(sorted.flatMap(formsOfSecret).join("|"), "g");
}

function formsOfSecret(secret: string): string[] {
  const start = secret.slice(0, LONGEST_SECRET);
  return [asWritten(start) + (start === secret ? "" : "\\S*"), ...inBase64(start)];
}

function asWritten(secret: string): string {
  return [...secret].map((char) => /\w/.test(char) ? char : `(?:${formsOf(char).join("|")})`)
    .join("");
}

function formsOf(char: string): string[] {
  const percent = [...new TextEncoder().encode(char)]
    .map((byte) =>
      "%" + byte.toString(16).padStart(2, "0").replace(/[a-f]/g, (h) => `[${h}${h.toUpperCase()}]`)
    )
    .join("");
  return [JSON.stringify(char).slice(1, -1), char, ...(char === " " ? ["+"] : [])].map(quote).concat(percent);
}

/**
 * What base64 of anything with the secret in it has for certain, by the place where the secret begins in a group of
 * three bytes: the characters that hold nothing of what is around it. What follows is hidden too.
 */
function inBase64(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].map((before) => {
    const whole = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes));
    const core = whole.slice(Math.ceil(before * 8 / 6), Math.floor((before + bytes.length) * 8 / 6));
    return `${core.replaceAll("+", "[-+]").replace(/\//g, "[/_]")}[\\w+/=-]*`;
  });
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
