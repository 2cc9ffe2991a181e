/** Which values of a configuration are secrets, how they are shown, and how what was shown is read back. */

/** Shown in a secret's place. */
export const SECRET_MASK = "********";

/** Keys of the configuration itself. A proxy's address may carry a password, a webhook's or a heartbeat's is one. */
const SECRETS = new Set(["webhook_url", "heartbeat_url", "login", "uid", "twofa", "walletaddress"]);
/** And what ccxt takes among an exchange's options: `apiKey`, `secret`, `password`, `privateKey`, `httpsProxy`… */
const SECRET_NAME =
  /secret|passw|passphrase|token|api_?key|private_?key|credential|authorization|cookie|^(https?|wss?|socks)?_?proxy/i;
/** A part of a text that is a secret, like one of rclone's connection strings: `s3,secret_access_key=…:bucket`. */
const SECRET_PART = /((?:secret|pass|token|key)[a-z_]*=)("[^"]*"|[^,:&"]*)/gi;

export function isSecret(key: string): boolean {
  return SECRETS.has(key.toLowerCase()) || SECRET_NAME.test(key);
}

/** A copy of a configuration (or a part) with every secret that is set replaced by {@linkcode SECRET_MASK}. */
export function maskSecrets<T>(value: T): T {
  if (typeof value === "string") return masked(value) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(maskSecrets) as T;
  const entries = Object.entries(value).map(([key, inner]) => [key, maskedAt(key, inner)]);
  return Object.fromEntries(entries) as T;
}

/** The same for the value of a key. */
export function maskedAt(key: string, value: unknown): unknown {
  return isSecret(key) && value !== null && value !== undefined ? SECRET_MASK : maskSecrets(value);
}

/**
 * The opposite: where `value` shows what {@linkcode maskSecrets} makes of a secret of `stored`, that secret. Throws
 * with the key where a mask stands for nothing that is stored.
 */
export function restoreSecrets(value: unknown, stored: unknown, path = ""): unknown {
  if (Array.isArray(value)) return value.map((item, i) => restoreItem(item, stored, `${path}[${i}]`));
  if (typeof value === "object" && value !== null) {
    const known = isRecord(stored) ? stored : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, restoreAt(key, inner, known, path)]),
    );
  }
  if (typeof value !== "string" || !value.includes(SECRET_MASK)) return value;
  if (typeof stored === "string" && value === masked(stored)) return stored;
  throw new Error(
    `${path} is ${SECRET_MASK}: that stands for a secret that is stored, and none is stored there; write the secret itself`,
  );
}

function restoreAt(key: string, value: unknown, stored: Record<string, unknown>, path: string): unknown {
  const before = Object.hasOwn(stored, key) ? stored[key] : undefined;
  const isShown = value === SECRET_MASK && before !== undefined && maskedAt(key, before) === value;
  return isShown ? before : restoreSecrets(value, before, path === "" ? key : `${path}.${key}`);
}

/** In a list an item's place says little: it stands for what would be shown as it is. */
function restoreItem(item: unknown, stored: unknown, path: string): unknown {
  const text = JSON.stringify(item);
  if (!text?.includes(SECRET_MASK)) return item;
  const candidates = (Array.isArray(stored) ? stored : [])
    .filter((each) => JSON.stringify(maskSecrets(each)) === text);
  if (new Set(candidates.map((each) => JSON.stringify(each))).size !== 1) {
    throw new Error(
      `${path} has ${SECRET_MASK} in it, and no one stored secret that it stands for; write the secret itself`,
    );
  }
  return candidates[0];
}

/** Every secret of a configuration as it may turn up in a text, longest first; none is empty. */
export function secretsIn(value: unknown): string[] {
  const found = new Set<string>();
  collect(value, found);
  found.delete("");
  return [...found].sort((a, b) => b.length - a.length);
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === "string") collectParts(value, found);
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (isSecret(key)) leavesOf(inner).forEach((leaf) => addForms(leaf, found));
    else collect(inner, found);
  }
}

function collectParts(text: string, found: Set<string>): void {
  if (hasPassword(text)) addForms(text, found);
  for (const [, , part] of text.matchAll(SECRET_PART)) found.add(part.replace(/^"(.*)"$/, "$1"));
}

/** An address also turns up as URL writes it, by its password, and by its path alone. */
function addForms(text: string, found: Set<string>): void {
  found.add(text);
  if (!URL.canParse(text)) return;
  const { href, password, pathname, search } = new URL(text);
  found.add(href).add(password).add(decoded(password));
  if (pathname.length >= 8) found.add(pathname + search);
}

function leavesOf(value: unknown): string[] {
  if (value === null || value === undefined || typeof value === "boolean") return [];
  return typeof value === "object" ? Object.values(value).flatMap(leavesOf) : [String(value)];
}

function masked(text: string): string {
  return hasPassword(text) ? SECRET_MASK : text.replace(SECRET_PART, `$1${SECRET_MASK}`);
}

function hasPassword(text: string): boolean {
  return text.includes("@") && URL.canParse(text) && new URL(text).password !== "";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
