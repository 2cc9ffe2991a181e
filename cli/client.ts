/** How commands reach a tapedeck that runs: on this machine by its data folder, on any by its address. */
import type { ZodType } from "zod";
import { readAppAddress } from "./app_address.ts";
import { type AppAddress, askApp, type AskHow } from "./app_request.ts";
import { appUrl } from "./app_url.ts";
import { WrongUsage } from "./arguments.ts";
import { openSettings } from "./config/settings.ts";
import type { Environment } from "./environment.ts";
import { holderOf } from "./holder.ts";
import { type PlaceFlags, placeOf } from "./place.ts";
import { Health } from "../schemas/wire.ts";

export { AppError } from "./app_request.ts";

export interface ReachFlags extends PlaceFlags {
  /** Of a tapedeck that runs anywhere. */
  url?: string;
  token?: string;
}

/** A tapedeck that runs. Every method rejects with {@linkcode AppError}, whose message is a sentence for the user. */
export interface App {
  /** Without a slash at its end. */
  url: string;
  /** On this machine and of the folder that was asked about, or wherever `--url` says. */
  where: "here" | "url";
  /** `path` with its query, like `/api/runs?limit=10`. What is answered is checked against the schema. */
  get<T>(path: string, schema: ZodType<T>): Promise<T>;
  post<T>(path: string, schema: ZodType<T>, body?: unknown): Promise<T>;
  put<T>(path: string, schema: ZodType<T>, body?: unknown): Promise<T>;
  delete<T>(path: string, schema: ZodType<T>): Promise<T>;
}

const HEALTH_TIMEOUT_MS = 5_000;

/**
 * The tapedeck at `--url` or TAPEDECK_URL, else the one that records into the data folder; null: none does. Throws
 * where it cannot be reached though it should be there, and {@linkcode WrongUsage} for an address that is none.
 */
export async function findApp(flags: ReachFlags, environment: Environment): Promise<App | null> {
  const named = namedUrl(flags, environment);
  const address = named ?? await addressOf(await placeOf(flags, environment));
  if (address === null) return null;
  const token = await tokenFor(address, flags, environment);
  const app = createApp({ url: address, token }, named === null ? "here" : "url", environment);
  // Before anything else is told of it: it is there, and it is a tapedeck.
  await askApp({ url: address, token: null }, environment, {
    method: "GET",
    path: "/health",
    schema: Health,
    timeoutMs: HEALTH_TIMEOUT_MS,
  });
  return app;
}

function createApp(address: AppAddress, where: App["where"], environment: Environment): App {
  const ask = <T>(how: AskHow<T>) => askApp(address, environment, how);
  return {
    url: address.url,
    where,
    get: (path, schema) => ask({ method: "GET", path, schema }),
    post: (path, schema, body) => ask({ method: "POST", path, schema, body }),
    put: (path, schema, body) => ask({ method: "PUT", path, schema, body }),
    delete: (path, schema) => ask({ method: "DELETE", path, schema }),
  };
}

function namedUrl({ url }: ReachFlags, { env }: Environment): string | null {
  if (url) return url;
  if (!env.TAPEDECK_URL) return null;
  try {
    return appUrl(env.TAPEDECK_URL);
  } catch (error) {
    throw new WrongUsage(`Cannot use TAPEDECK_URL: ${(error as Error).message}`);
  }
}

/** A note of where it is outlives a kill: it holds only while the same process holds the folder. */
async function addressOf(folder: string): Promise<string | null> {
  const address = await readAppAddress(folder);
  if (!address) return null;
  return holderOf(folder)?.pid === address.pid ? address.url : null;
}

/** The config's own token is for this machine alone: a stranger's address does not get it. */
async function tokenFor(url: string, { token, config }: ReachFlags, environment: Environment) {
  const given = token ?? environment.env.TAPEDECK_TOKEN;
  if (given) return given;
  if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)) return null;
  try {
    return (await openSettings({ config }, environment)).inForce().config.settings.ui_auth_token;
  } catch {
    return null; // then it says itself that it wants one
  }
}
