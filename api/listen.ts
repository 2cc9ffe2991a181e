/** Has a server listen, or says why it cannot. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inUrl } from "./hosts.ts";

/** Connections that wait to be taken: so many may come at once beyond the limit. */
const BACKLOG = 64;

/**
 * Gives the port, a free one where 0 is asked for. Rejects, with a sentence for the user, where it cannot be had.
 * @param host Name or address; `0.0.0.0` is every interface.
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const why = reasonOf(refusalOf(host, port) ?? error);
      reject(new Error(`Cannot listen on ${inUrl(host)}:${port}: ${why}`, { cause: error }));
    });
    server.listen({ host, port, backlog: BACKLOG }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Tries again, the plain way: node's server gives most reasons as "invalid argument". */
function refusalOf(hostname: string, port: number): Error | null {
  try {
    Deno.listen({ hostname, port }).close();
    return null;
  } catch (error) {
    return error as Error;
  }
}

function reasonOf(error: Error): string {
  if (error instanceof Deno.errors.AddrInUse) return "the port is taken; use --port or settings.ui_port";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "the system does not allow it; ports below 1024 often need rights, use --port or settings.ui_port";
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return "this machine has no such address; use --host or settings.ui_host";
  }
  return `${error.message}; check --host and --port`;
}
