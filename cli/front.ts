/** The front of the app: where it listens, also when the config moves it while it runs. */
import type { Clock } from "../actors/kernel/clock.ts";
import type { App } from "../api/app.ts";
import type { Deck } from "../api/deck.ts";
import { inUrl } from "../api/hosts.ts";
import { serve, type Server } from "../api/serve.ts";
import type { Config } from "../schemas/config.ts";
import { NOTHING_TO_DO, type Prepared } from "./prepared.ts";

/** 0 as a port takes a free one. */
interface Address {
  host: string;
  port: number;
}

export interface Front {
  /** As a client on this machine reaches it, without a slash at its end. */
  url(): string;
  /** Listens where another config wants it, before it is in force. Rejects, with a sentence, where it cannot. */
  prepare(config: Config): Promise<Prepared>;
  stop(): Promise<void>;
}

export interface FrontOptions {
  app: App;
  deck: Deck;
  config: Config;
  clock: Clock;
  /** Told each time that the address has become another one. */
  moved(url: string): void;
  /** An address that seemed free could not be had after all. */
  failed(reason: string): void;
}

/** Rejects, with a sentence, where it cannot listen. */
export async function openFront({ app, deck, config, clock, moved, failed }: FrontOptions): Promise<Front> {
  const listen = (address: Address) => serve(app, { ...address, clock, deck });
  let asked = addressIn(config);
  let server = await listen(asked);
  let leaving: Promise<void> = Promise.resolve();
  let isStopped = false;
  const url = () => urlHere({ host: asked.host, port: server.port });

  function become(next: Server, address: Address): void {
    server = next;
    asked = address;
    moved(url());
  }

  /** The old one answers what it has begun, meanwhile the new one takes what comes. */
  async function beside(address: Address): Promise<Prepared> {
    const next = await listen(address);
    return {
      commit() {
        leaving = Promise.all([leaving, server.stop()]).then(() => {});
        become(next, address);
      },
      abandon: () => void next.stop(),
    };
  }

  /** Two cannot have one port, so the old one goes first; a listener on any port shows that the host can be had. */
  async function instead(address: Address): Promise<Prepared> {
    const trial = await listen({ ...address, port: 0 });
    await trial.stop();
    return { commit: () => void (leaving = leaving.then(() => move(address))), abandon() {} };
  }

  async function move(address: Address): Promise<void> {
    await server.stop();
    if (isStopped) return;
    for (const each of [address, { ...asked, port: server.port }]) {
      try {
        return become(await listen(each), each);
      } catch (error) {
        failed((error as Error).message);
      }
    }
  }

  return {
    url,
    prepare(next) {
      const address = addressIn(next);
      const isSamePort = address.port === server.port;
      if (address.host === asked.host && (isSamePort || address.port === asked.port)) {
        return Promise.resolve(NOTHING_TO_DO);
      }
      return isSamePort ? instead(address) : beside(address);
    },
    async stop() {
      isStopped = true;
      await server.stop();
      await leaving;
      await server.stop();
    },
  };
}

function addressIn({ settings: { ui_host: host, ui_port: port } }: Config): Address {
  return { host, port };
}

/** What listens on every interface is reached by the loopback. */
const EVERY_INTERFACE: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1" };

function urlHere({ host, port }: Address): string {
  return `http://${inUrl(EVERY_INTERFACE[host] ?? host)}:${port}`;
}
