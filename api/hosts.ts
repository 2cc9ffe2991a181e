const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const IP_ADDRESS = /^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\])$/i;

/**
 * May a request that names this host be answered? A page on a foreign site can have its own name resolve to
 * 127.0.0.1 and so reach a server that only this machine should reach (DNS rebinding); the name then gives it
 * away. An address in place of a name cannot be made to resolve elsewhere, so where the server is bound to all
 * interfaces, any address will do.
 * @param requested Host name as in a URL, without port.
 * @param bound The host that the server listens on.
 * @param allowed Names beside it, as in a URL.
 */
export function isOwnHost(requested: string, bound: string, allowed: string[] = []): boolean {
  const own = inUrl(bound);
  if (LOOPBACK.includes(requested) || requested === own || allowed.includes(requested)) return true;
  return isWildcard(own) && IP_ADDRESS.test(requested);
}

function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "[::]";
}

/** A host as a URL has it: lower case, IPv6 in brackets. */
export function inUrl(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host.toLowerCase()}]` : host.toLowerCase();
}
