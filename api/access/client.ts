/**
 * Who asks, and under which address of ours: the socket's word, or, behind a proxy that the config trusts, the
 * proxy's. Without that trust anybody could write the `X-Forwarded-…` headers, so they are not read at all.
 */
import type { AccessRules } from "../deck.ts";
import { inUrl } from "../hosts.ts";

export interface Client {
  /** For counting: an IPv4 address, or the 64 bits of an IPv6 one that its owner cannot choose freely. */
  address: string;
  /** As the client sees us. */
  scheme: "http" | "https";
  /** Name and port as in a URL, the scheme's own port left out. */
  host: string;
}

/** @param peer The address at the socket's other end. */
export function clientOf(headers: Headers, url: URL, peer: string, { isBehindProxy }: AccessRules): Client {
  if (!isBehindProxy) return { address: networkOf(peer) ?? peer, scheme: "http", host: url.host };
  const scheme = lastOf(headers, "x-forwarded-proto")?.toLowerCase() === "https" ? "https" : "http";
  return {
    address: networkOf(lastOf(headers, "x-forwarded-for") ?? "") ?? networkOf(peer) ?? peer,
    scheme,
    host: hostIn(`${scheme}://${lastOf(headers, "x-forwarded-host") ?? url.host}`) ?? url.host,
  };
}

/** The entry that the nearest proxy added; those before it were the client's to write. */
function lastOf(headers: Headers, name: string): string | null {
  return headers.get(name)?.split(",").at(-1)?.trim() || null;
}

function hostIn(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

const IPV4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/i;
const IPV6 = /^\[?([0-9a-f:.]*:[0-9a-f:.]*)(?:%\w+)?\]?(?:(?<=\]):\d+)?$/i;

/** Null where the text is no address. Whoever has one IPv6 address has 2^64 of them. */
function networkOf(text: string): string | null {
  const four = IPV4.exec(text)?.[1];
  if (four) return four;
  const six = IPV6.exec(text)?.[1];
  if (!six || !URL.canParse(`http://${inUrl(six)}/`)) return null;
  return six === "::1" ? six : `${first64Bits(new URL(`http://${inUrl(six)}/`).hostname)}::/64`;
}

/** @param hostname In brackets, and as a URL shortens it. */
function first64Bits(hostname: string): string {
  const [before, after] = hostname.slice(1, -1).split("::");
  const head = before ? before.split(":") : [];
  const tail = after ? after.split(":") : [];
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array(zeros).fill("0"), ...tail].slice(0, 4).join(":");
}
