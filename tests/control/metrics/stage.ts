/** Metrics beside a board, told of the same; and what a scrape of them says. */
import {
  createMetrics,
  type Happening,
  type Look,
  type Metrics,
} from "../../../actors/control/metrics/mod.ts";
import type { Fact } from "../../../schemas/facts.ts";
import { type BoardStage, boardStage, BOOK, CANDLES, summary, TRADES } from "../board_stage.ts";

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface MetricsStage extends BoardStage {
  metrics: Metrics;
  /** Tells the metrics alone. */
  happen(...happenings: Happening[]): void;
  text(look?: Look): Promise<string>;
  samples(look?: Look): Promise<Sample[]>;
  /** Of the one sample with these labels; undefined: there is none. */
  value(name: string, labels?: Record<string, string>, look?: Look): Promise<number | undefined>;
}

export function metricsStage(keys?: string[]): MetricsStage {
  const stage = boardStage(keys);
  const metrics = createMetrics(stage.clock);
  const tell: BoardStage["tell"] = (...facts) => {
    stage.tell(...facts);
    for (const fact of facts) metrics.witness({ ...fact, at: stage.clock.now() } as Fact);
  };
  const text = async (look?: Look) => (await metrics.text(stage.board.snapshot(), look)).body;
  const samples = async (look?: Look) => samplesOf(await text(look));
  return {
    ...stage,
    metrics,
    tell,
    rows(key, rows) {
      const us = stage.clock.now() * 1000;
      tell({ type: "rows-recorded", key, rows, firstUs: us, lastUs: us });
    },
    happen: (...happenings) => happenings.forEach(metrics.witness),
    text,
    samples,
    async value(name, labels = {}, look) {
      const found = (await samples(look)).filter((sample) => sample.name === name && has(sample, labels));
      if (found.length > 1) throw new Error(`${found.length} samples of ${name} have these labels`);
      return found[0]?.value;
    },
  };
}

/** All that a scrape can be given, when all is well. */
export const ALL_WELL: Required<Look> = {
  actors: [{ path: "/supervisor", queued: 1, capacity: 1024, processed: 9, dropped: 0, restarts: 0 }],
  deadLetters: 0,
  reserveBytes: 1e9,
  journal: [{ exchange: "binance", path: ".tapedeck/journal/binance/7-0.wal", sizeBytes: 4096 }],
  storage: {
    remotes: [{ provider: "rclone", remote: "s3:tape", state: "idle" }],
    sync_interval: 3600,
    rclone_available: true,
    last_sync: 1_704_110_000,
  },
  openIncidents: [],
  process: { residentBytes: 3e8, cpuSeconds: 12.5, startedAt: Date.UTC(2024, 0, 1, 11), openFiles: 40 },
};

/** An exchange with trades, an order book and candles, all recorded, all on disk. */
export async function wellStage(): Promise<MetricsStage> {
  const stage = metricsStage();
  stage.tell(
    { type: "disk-changed", state: "ok", was: "ok", freeBytes: 1e12, problem: null, reason: null },
    { type: "venue-opened", exchange: "binance", epoch: 7 },
    { type: "stream-connected", key: TRADES },
    { type: "stream-connected", key: BOOK },
    { type: "collect-started", key: CANDLES },
    { type: "collect-finished", key: CANDLES, rows: 1, requests: 1, error: null },
    { type: "clock-compared", exchange: "binance", aheadMs: 20 },
  );
  for (const key of [TRADES, BOOK, CANDLES]) {
    const us = stage.clock.now() * 1000;
    const disk = { rows: 100, bytes: 5_000, files: 1, firstUs: us - 60e6, lastUs: us, complete: 1 };
    stage.tell({ type: "series-changed", summary: summary(key, disk) });
    stage.rows(key, 10);
  }
  await stage.clock.advance(1_000);
  return stage;
}

export function samplesOf(text: string): Sample[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const [, name, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (!name) throw new Error(`Cannot read the sample "${line}"`);
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, word]) => [label, word]);
    return { name, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

function has({ labels }: Sample, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([label, word]) => labels[label] === word);
}
