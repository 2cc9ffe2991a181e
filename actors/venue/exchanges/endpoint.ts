/** One origin for all of an exchange's URLs. */

type Urls = string | { [name: string]: Urls } | Urls[];

/**
 * Every URL under `urls` on the endpoint, the real host kept as first path segment (`wss://` becomes `ws://` where the
 * endpoint is `http://`). The host has to stay visible because ccxt decides by parts of it what it talks to.
 *
 * @example
 * ```ts
 * redirect("wss://stream.binance.com:9443/ws", "http://127.0.0.1:8090", "");
 * // "ws://127.0.0.1:8090/stream.binance.com:9443/ws"
 * ```
 */
export function redirect<T extends Urls>(urls: T, endpoint: string, hostname: string): T {
  const base = new URL(endpoint);
  const secure = base.protocol === "https:" || base.protocol === "wss:" ? "s" : "";
  const prefix = base.host + base.pathname.replace(/\/$/, "");
  const walk = (node: Urls): Urls => {
    if (typeof node === "string") {
      return node.replaceAll("{hostname}", hostname)
        .replace(/^(http|ws)s?:\/\//, (_, scheme) => `${scheme}${secure}://${prefix}/`);
    }
    if (Array.isArray(node)) return node.map(walk);
    return Object.fromEntries(Object.entries(node ?? {}).map(([name, value]) => [name, walk(value)]));
  };
  return walk(urls) as T;
}
