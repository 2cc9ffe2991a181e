/** What the pictures of the app show: a recorder of the sandbox, with a past, a copy, a hole refilled and one open. */
import { join } from "@std/path";
import type { IncidentRecord } from "../../schemas/incidents.ts";
import type { BackfillRecord } from "../../schemas/wire.ts";
import { eventually, told } from "../e2e/api_calls.ts";
import { stopProgram, untilHealthy } from "../e2e/program.ts";
import { untilSeries } from "../e2e/snapshot.ts";
import type { Stage } from "../e2e/stage.ts";

const RATE = 12;
const DAY_MS = 86_400_000;
const REMOTE = "backup:tape";
const SLOW_MS = 240_000;

/** Of the one that is idle. */
export const TOKEN = "sesame";

export interface Scene {
  url: string;
  /** Ends the recorder as Ctrl-C does: its pages are left alone. */
  stop(): Promise<unknown>;
}

const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

const configOf = (endpoint: string) =>
  `# What is recorded here; every key is explained at the foot of this page.
settings:
  timezone: Europe/Paris

storage:
  min_free_gb: 0.1
  seal_interval: 5
  sync_interval: 30
  remotes:
    - provider: rclone
      remote: ${REMOTE}
      purge_after_days: 14

stream_jobs:
  - exchange: sandbox # the built-in exchange
    pairs: [BTC/USDT, ETH/USDT, PAUSE/USDT, QUIET/USDT]
    channels: [trades]
  - exchange: sandbox
    pairs: [BTC/USDT, ETH/USDT]
    channels: [book]
    time_step: 1

histo_jobs:
  - exchange: sandbox
    pairs: [BTC/USDT, ETH/USDT, PAUSE/USDT]
    span: 60
    start: "${dayBefore(220)}"
  - exchange: sandbox
    pairs: [QUIET/USDT]
    data_type: trades
    start: "${dayBefore(40)}"
    cron: "15 * * * *"

exchanges:
  sandbox:
    endpoint: ${endpoint}
`;

/** Ready when the past is fetched, one hole is refilled, and one is open. */
export async function prepareScene(stage: Stage): Promise<Scene> {
  const exchange = stage.run(["sandbox", "--rate", `${RATE}`, "--time-scale", "20"]);
  const [, endpoint] = await exchange.until(/sandbox exchange on (\S+)/);
  const fault = (fault: Record<string, unknown>) => told(endpoint, "POST /_sandbox/faults", fault);
  const copy = join(stage.folder, "copy");
  await Deno.mkdir(copy);
  await stage.write("tapedeck.yaml", configOf(endpoint));
  const { program, url } = await stage.record([], {
    env: {
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CONFIG_BACKUP_TYPE: "alias",
      RCLONE_CONFIG_BACKUP_REMOTE: copy,
    },
  });
  await untilStreaming(url);
  await fetchPast(url);
  await untilCalm(url);
  await fault({ kind: "skip", n: 40, symbol: "BTCUSDT" });
  await untilRefilled(url);
  await untilSynced(url);
  await fault({ kind: "status", status: 503, path: "aggTrades" });
  await fault({ kind: "skip", n: 25, symbol: "ETHUSDT" });
  await fault({ kind: "mute", stream: "ethusdt@depth", forMs: 4_000 });
  await untilSeries(url, (all) => all.some(({ holes }) => holes.length > 0), SLOW_MS);
  return { url, stop: () => stopProgram(program) };
}

/** A tapedeck that has begun nothing, in a folder of its own; its address. */
export async function openIdle({ run, write }: Stage): Promise<string> {
  await write("idle.yaml", {
    settings: { ui_auth_token: TOKEN },
    stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades", "book"] }],
  });
  const program = run(["ui", "--port", "0", "--config", "idle.yaml", "--data", "idle"]);
  const [, url] = await program.until(/^app +(http:\S+)/m);
  await untilHealthy(url);
  return url;
}

async function untilStreaming(url: string): Promise<void> {
  await untilSeries(
    url,
    (all) => all.filter(({ state }) => state === "recording").length >= 5,
    SLOW_MS,
  );
}

async function fetchPast(url: string): Promise<void> {
  for (const [pair, days] of [["BTC/USDT", 220], ["ETH/USDT", 220], ["PAUSE/USDT", 30], ["QUIET/USDT", 40]]) {
    const body = { exchange: "sandbox", pairs: [pair], start: dayBefore(Number(days)) };
    const { id } = await told<{ id: string }>(url, "POST /api/backfill", body);
    await eventually(`the past of ${pair} is fetched`, async () => {
      const { status } = await told<BackfillRecord>(url, `GET /api/backfill/${id}`);
      return !["running", "cancelling"].includes(status);
    }, SLOW_MS);
  }
}

/** What was fetched has left the curves of the last minute, and no longer dwarfs what is live. */
async function untilCalm(url: string): Promise<void> {
  await untilSeries(
    url,
    (all) => all.every(({ type, spark }) => type !== "ohlc" || Math.max(...spark) < 10),
    SLOW_MS,
  );
}

async function untilRefilled(url: string): Promise<void> {
  await eventually("the hole is refilled", async () => {
    const incidents = await told<IncidentRecord[]>(url, "GET /api/incidents");
    return incidents.some(({ holes }) => holes.healed > 0);
  }, SLOW_MS);
}

async function untilSynced(url: string): Promise<void> {
  await eventually("it is on the remote", async () => {
    const { last_sync } = await told<{ last_sync: number | null }>(url, "GET /api/storage");
    return last_sync !== null;
  }, SLOW_MS);
}
