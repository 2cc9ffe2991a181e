/** The listening socket: opened on loopback only, shut for a while on demand, opened again on the same port. */

export const HOSTNAME = "127.0.0.1";
/** How long to wait where the port is not free again at once. */
const RETRY_MS = 100;

export interface Door {
  readonly port: number;
  /** Ends every connection and refuses new ones; the request being answered still gets its answer. */
  refuse(forMs: number): void;
  /** Ends every connection, for good. */
  stop(): Promise<void>;
}

/** Listens on a port, 0 for a free one. Throws where it cannot. */
export function openDoor(port: number, handle: (request: Request) => Response | Promise<Response>): Door {
  let opened = listen(port, handle), reopening: ReturnType<typeof setTimeout> | undefined;
  const openedPort = opened.server.addr.port;

  function reopen(): void {
    try {
      opened = listen(openedPort, handle);
    } catch {
      reopening = setTimeout(reopen, RETRY_MS);
    }
  }

  return {
    port: openedPort,
    refuse(forMs) {
      void opened.server.shutdown();
      clearTimeout(reopening);
      reopening = setTimeout(() => {
        opened.end();
        reopen();
      }, forMs);
    },
    async stop() {
      clearTimeout(reopening);
      opened.end();
      await opened.server.finished;
    },
  };
}

function listen(port: number, handle: (request: Request) => Response | Promise<Response>) {
  const abort = new AbortController();
  const options = { hostname: HOSTNAME, port, signal: abort.signal, onListen() {}, onError: fail };
  const server = serve(options, handle);
  let isOver = false;
  server.finished.finally(() => isOver = true);
  /** Ends what is still running; Deno throws where that is nothing. */
  const end = () => isOver || abort.abort();
  return { server, end };
}

function serve(options: Deno.ServeTcpOptions, handle: (request: Request) => Response | Promise<Response>) {
  try {
    return Deno.serve(options, handle);
  } catch (cause) {
    throw new Error(`Cannot listen on ${HOSTNAME}:${options.port}: ${(cause as Error).message}`, { cause });
  }
}

/** A body that was cut on demand ends here too, and is no failure of the server's. */
function fail(error: unknown): Response {
  if (!(error instanceof DOMException && error.name === "AbortError")) console.error("sandbox:", error);
  return Response.json({ code: -1000, msg: "An unknown error occurred while processing the request." }, {
    status: 500,
  });
}
