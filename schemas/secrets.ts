/** Which values of a configuration are secrets, and how they are shown. */

/** Shown in a secret's place. */
export const SECRET_MASK = "********";

/** A proxy's address may carry a password; the rest are keys that ccxt takes among an exchange's options. */
const SECRETS = new Set(["ui_auth_token", "webhook_url", "proxy", "apiKey", "secret", "password"]);

export function isSecret(key: string): boolean {
  return SECRETS.has(key);
}

/** A copy of a configuration (or a part) with every secret that is set replaced by {@linkcode SECRET_MASK}. */
export function maskSecrets<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(maskSecrets) as T;
  const masked = Object.entries(value).map(([key, inner]) =>
    isSecret(key) && inner !== null && inner !== undefined ? [key, SECRET_MASK] : [key, maskSecrets(inner)]
  );
  return Object.fromEntries(masked) as T;
}
