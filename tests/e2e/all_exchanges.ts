/** Every exchange at once, each of which answers nothing: what is seen is whether it was asked. */
import type { Program } from "./program.ts";

/** What `tapedeck exchanges --json` says of one, as far as it is needed here. */
interface Offered {
  id: string;
  liveTrades: unknown;
}

export interface MuteExchanges extends AsyncDisposable {
  /** One job of each. */
  config: Record<string, unknown>;
  ids: string[];
  /** Who was asked for something. */
  asked: ReadonlySet<string>;
}

/** A server on loopback that stands for all but the sandbox. */
export function openMuteExchanges(offers: Offered[]): MuteExchanges {
  const asked = new Set<string>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    asked.add(new URL(url).pathname.split("/")[1]);
    return new Response("closed", { status: 503 });
  });
  const others = offers.filter(({ id }) => id !== "sandbox");
  const jobOf = ({ id }: Offered) => ({ exchange: id, pairs: ["BTC/USDT"] });
  const endpoint = ({ id }: Offered) => [id, { endpoint: `http://127.0.0.1:${server.addr.port}/${id}` }];
  return {
    config: {
      stream_jobs: others.filter((each) => each.liveTrades).map((each) => ({
        ...jobOf(each),
        channels: ["trades"],
      })),
      histo_jobs: others.filter((each) => !each.liveTrades).map(jobOf),
      exchanges: Object.fromEntries(others.map(endpoint)),
    },
    ids: others.map(({ id }) => id),
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Waits until each exchange was asked, or has said without a request what it has or lacks; at most 60 s. */
export async function askedOfEach(
  { ids, asked }: MuteExchanges,
  program: Program,
): Promise<Map<string, "asked" | "spoke" | "nothing">> {
  const spoke = (id: string) =>
    new RegExp(` ${id}: (markets loaded|.* requires "\\w+" credential)`).test(program.output());
  const did = (id: string) => asked.has(id) ? "asked" : spoke(id) ? "spoke" : "nothing";
  for (const endsAt = Date.now() + 60_000; Date.now() < endsAt;) {
    if (ids.every((id) => did(id) !== "nothing")) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  return new Map(ids.map((id) => [id, did(id)]));
}
