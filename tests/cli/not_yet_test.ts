import assert from "node:assert/strict";
import { settingsWithoutEffect } from "../../cli/not_yet.ts";
import { type Config, parseConfig } from "../../schemas/config.ts";

const JOB = { exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"] };

function configOf(value: unknown): Config {
  const parsed = parseConfig(value);
  assert.ok(parsed.ok);
  return parsed.config;
}

Deno.test("a setting that nothing acts on yet is named, one left at its default is not", () => {
  assert.deepEqual(settingsWithoutEffect(configOf({ stream_jobs: [JOB] })), []);
  const config = configOf({
    stream_jobs: [{ ...JOB, connections: 2 }],
    storage: { sync_interval: 60, remotes: [{ provider: "rclone", remote: "s3:tape" }] },
    settings: { ui_readonly: true, ui_rate_limit: 60, ui_trusted_proxy: true },
    alerts: { webhook_url: "https://hooks.example/x" },
  });
  assert.deepEqual(settingsWithoutEffect(config), [
    "stream_jobs[].connections",
  ]);
});
