import assert from "node:assert/strict";
import { type Config, parseConfig, startMs } from "../../schemas/config.ts";
import { nearest } from "../../schemas/nearest.ts";
import { maskSecrets, SECRET_MASK } from "../../schemas/secrets.ts";

const STREAM = { exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"] };
const HISTO = { exchange: "kraken", pairs: ["BTC/USD", "ETH/USD"] };

function accepted(value: unknown): Config {
  const parsed = parseConfig(value);
  if (!parsed.ok) throw new Error(parsed.errors.map((error) => error.message).join("\n"));
  return parsed.config;
}

function errorsOf(value: unknown): string[] {
  const parsed = parseConfig(value);
  assert.ok(!parsed.ok, "expected the configuration to be refused");
  return parsed.errors.map((error) => error.message);
}

/** The one error of a configuration that is fine but for `changes`. */
function errorOf(changes: Record<string, unknown>): string {
  const errors = errorsOf({ stream_jobs: [STREAM], ...changes });
  assert.equal(errors.length, 1, errors.join("\n"));
  return errors[0];
}

Deno.test("a job alone is a configuration: every other key has its default", () => {
  const config = accepted({ stream_jobs: [STREAM], histo_jobs: [HISTO] });
  assert.deepEqual(config.storage, {
    local_path: "./data",
    remotes: [],
    sync_interval: 3600,
    min_free_gb: 1,
    seal_interval: 900,
  });
  assert.equal(config.settings.ui_port, 8080);
  assert.equal(config.settings.ui_auth_token, null);
  assert.equal(config.settings.runs_retention_days, 90);
  assert.deepEqual(config.alerts, {
    webhook_url: null,
    max_consecutive_errors: 3,
    format: "auto",
    chat_id: null,
    min_severity: "warning",
    repeat_after: 0,
    heartbeat_url: null,
    heartbeat_interval: 60,
  });
  assert.deepEqual(config.histo_jobs[0], {
    ...HISTO,
    span: 3600,
    format: "parquet",
    by_period: "Y",
    data_type: "ohlc",
    paused: false,
  });
  assert.equal(config.stream_jobs[0].time_step, 60);
});

Deno.test("a configuration read back from its own defaults is unchanged", () => {
  const config = accepted({ stream_jobs: [STREAM], histo_jobs: [HISTO] });
  assert.deepEqual(accepted(JSON.parse(JSON.stringify(config))), config);
});

Deno.test("a section left empty counts as absent", () => {
  assert.equal(accepted({ stream_jobs: [STREAM], storage: null, histo_jobs: null }).histo_jobs.length, 0);
});

Deno.test("a configuration without a job is refused", () => {
  for (const value of [null, undefined, {}, { stream_jobs: [], histo_jobs: [] }]) {
    assert.match(errorsOf(value)[0], /has no job: add one under stream_jobs or histo_jobs/);
  }
});

Deno.test("what is no mapping is refused", () => {
  for (const value of [5, "text", []]) {
    assert.match(errorsOf(value)[0], /the configuration .* a section with keys/);
  }
});

Deno.test("an unknown key names itself, its section and the nearest known key", () => {
  assert.equal(errorOf({ setings: {} }), "setings is no known key: did you mean settings?");
  assert.equal(
    errorOf({ settings: { ui_prot: 1 } }),
    "settings.ui_prot is no known key: did you mean ui_port?",
  );
  assert.equal(
    errorOf({ stream_jobs: [STREAM, { ...STREAM, chanels: [] }] }),
    "stream_jobs[1].chanels is no known key: did you mean channels?",
  );
  assert.match(
    errorOf({ exchanges: { okx: { endpiont: "x" } } }),
    /^exchanges\.okx\.endpiont .* endpoint\?$/,
  );
  assert.match(
    errorOf({ alerts: { zzzzzzzz: 1 } }),
    /known here: webhook_url, max_consecutive_errors, format/,
  );
});

Deno.test("keys of older files say what to write instead", () => {
  assert.match(errorOf({ settings: { data_path: "/x" } }), /write storage\.local_path instead/);
  assert.match(errorOf({ jobs: [] }), /write histo_jobs .* and stream_jobs/);
  for (const format of ["csv", "xlsx"]) {
    assert.match(
      errorOf({ histo_jobs: [{ ...HISTO, format }] }),
      /format \("(csv|xlsx)"\) .* leave the key out/,
    );
  }
});

Deno.test("pairs and channels are never empty, and a pair has a slash", () => {
  assert.match(errorOf({ stream_jobs: [{ ...STREAM, pairs: [] }] }), /^stream_jobs\[0\]\.pairs is empty/);
  assert.match(errorOf({ stream_jobs: [{ ...STREAM, channels: [] }] }), /channels is empty/);
  assert.match(errorOf({ stream_jobs: [{ ...STREAM, channels: ["trade"] }] }), /expected trades or book$/);
  for (const pair of ["BTCUSDT", "/USDT", "BTC/", "BTC /USDT", "A/B/C", ""]) {
    assert.match(errorOf({ histo_jobs: [{ ...HISTO, pairs: ["A/B", pair] }] }), /pairs\[1\] .* with a slash/);
  }
});

Deno.test("a span is whole minutes, one at least", () => {
  for (const span of [59, 0, 61, 90.5, "1h", NaN]) {
    assert.match(errorsOf({ histo_jobs: [{ ...HISTO, span }] })[0], /^histo_jobs\[0\]\.span/);
  }
  assert.equal(accepted({ histo_jobs: [{ ...HISTO, span: 604_800 }] }).histo_jobs[0].span, 604_800);
});

Deno.test("numbers, ports, zones and addresses are held to their limits", () => {
  assert.match(errorOf({ settings: { ui_port: 70_000 } }), /ui_port \(70000\) .* at most 65535/);
  assert.match(errorOf({ settings: { ui_port: "http" } }), /ui_port \("http"\) .* expected a number/);
  assert.match(errorOf({ settings: { timezone: "Mars" } }), /timezone \("Mars"\) is no time zone/);
  assert.match(errorOf({ storage: { remotes: [{ provider: "rclone", remote: "bucket" }] } }), /name:path/);
  assert.match(errorOf({ exchanges: { okx: { proxy: "ftp://x" } } }), /proxy is no address/);
  assert.match(errorOf({ exchanges: { OKX: {} } }), /exchanges\.OKX is no exchange/);
  assert.match(errorOf({ histo_jobs: [{ pairs: ["A/B"] }] }), /histo_jobs\[0\]\.exchange is missing/);
});

Deno.test("a remote is one of rclone's config: no option, no connection string, and no secret of one is shown", () => {
  const withRemote = (remote: string) => ({ storage: { remotes: [{ provider: "rclone", remote }] } });
  for (const remote of ["-x:y", ":local:/tmp", "s3,secret_access_key=abc123:tape", "a:b\nc", ":", 'a"b:c']) {
    const error = errorOf(withRemote(remote));
    assert.match(error, /remotes\[0\]\.remote .*expected name:path, like s3:bucket\/x/);
    assert.doesNotMatch(error, /abc123/);
  }
  for (const remote of ["s3:", "b2:y, z", "my box@home:tape", "dav:é", "_x.y+z:/abs"]) {
    assert.equal(accepted({ histo_jobs: [HISTO], ...withRemote(remote) }).storage.remotes[0].remote, remote);
  }
});

Deno.test("nothing is purged unless a remote asks for it", () => {
  const withRule = (rule: object, storage = {}) => ({
    storage: { ...storage, remotes: [{ provider: "rclone", remote: "s3:tape", ...rule }] },
  });
  const [remote] = accepted({ histo_jobs: [HISTO], ...withRule({}) }).storage.remotes;
  assert.deepEqual([remote.purge_after_days, remote.purge_when_low], [null, false]);
  const after = accepted({ histo_jobs: [HISTO], ...withRule({ purge_after_days: 30 }) });
  assert.equal(after.storage.remotes[0].purge_after_days, 30);
  assert.match(errorOf(withRule({ purge_after_days: 0 })), /purge_after_days \(0\) .* at least 1/);
  assert.match(errorOf(withRule({ purge_after_day: 1 })), /did you mean purge_after_days\?/);
  assert.match(errorOf(withRule({ purge_when_low: true }, { min_free_gb: 0 })), /min_free_gb \(0\) is 0/);
});

Deno.test("a job runs by every or by cron, not by both", () => {
  const both = { ...HISTO, every: 600, cron: "5 * * * *" };
  assert.match(errorOf({ histo_jobs: [both] }), /histo_jobs\[0\] has both every and cron/);
  for (const cron of ["99 * * * *", "* * * *", "* * * * * *", "hourly"]) {
    assert.match(
      errorOf({ histo_jobs: [{ ...HISTO, cron }] }),
      /cron \(.*\) is no cron pattern: expected five/,
    );
  }
  assert.equal(accepted({ histo_jobs: [{ ...HISTO, cron: "5 * * * *" }] }).histo_jobs[0].cron, "5 * * * *");
});

Deno.test("a start is UTC, a day or a second of it", () => {
  assert.equal(startMs("2020-01-02"), Date.UTC(2020, 0, 2));
  for (const text of ["2020-01-02 03:04:05", "2020-01-02T03:04:05Z"]) {
    assert.equal(startMs(text), Date.UTC(2020, 0, 2, 3, 4, 5));
  }
  for (const text of ["2020", "2020-13-01", "yesterday", "2020-01-02 25:00"]) {
    assert.ok(Number.isNaN(startMs(text)));
  }
});

Deno.test("an address of Telegram needs a chat, in the config or in itself", () => {
  const job = { stream_jobs: [STREAM] };
  const webhook_url = "https://api.telegram.org/bot123:secret/sendMessage";
  assert.equal(
    errorOf({ ...job, alerts: { webhook_url } }),
    "alerts has a Telegram address and no chat: add chat_id, or write it into webhook_url as ?chat_id=…",
  );
  assert.equal(accepted({ ...job, alerts: { webhook_url, chat_id: -100123 } }).alerts.chat_id, -100123);
  accepted({ ...job, alerts: { webhook_url, chat_id: "@tape" } });
  accepted({ ...job, alerts: { webhook_url: `${webhook_url}?chat_id=5` } });
  accepted({ ...job, alerts: { webhook_url, format: "json" } });
  assert.match(
    errorOf({ ...job, alerts: { webhook_url: "https://own.example/x", format: "telegram" } }),
    /no chat/,
  );
});

Deno.test("no error repeats a secret", () => {
  const secret = "hunter2hunter2";
  const errors = errorsOf({
    stream_jobs: [STREAM],
    settings: { ui_auth_token: [secret] },
    alerts: { webhook_url: secret },
    exchanges: { okx: { proxy: secret } },
  });
  assert.equal(errors.length, 3);
  assert.ok(!errors.join("\n").includes(secret));
});

Deno.test("secrets that are set are masked, unset ones stay empty, the rest is untouched", () => {
  const config = accepted({
    stream_jobs: [STREAM],
    settings: { ui_auth_token: "abc" },
    exchanges: { okx: { proxy: "http://me:pw@proxy:1", options: { apiKey: "k", defaultType: "swap" } } },
  });
  const masked = maskSecrets(config);
  assert.equal(masked.settings.ui_auth_token, SECRET_MASK);
  assert.equal(masked.alerts.webhook_url, null);
  assert.deepEqual(masked.exchanges.okx, {
    proxy: SECRET_MASK,
    options: { apiKey: SECRET_MASK, defaultType: "swap" },
  });
  assert.deepEqual(masked.stream_jobs, config.stream_jobs);
  assert.equal(config.settings.ui_auth_token, "abc");
});

Deno.test("the nearest word is found by edits, and a far one is not offered", () => {
  assert.equal(nearest("local_pth", ["remotes", "local_path"]), "local_path");
  assert.equal(nearest("xyz", ["remotes", "local_path"]), null);
  assert.equal(nearest("xyz", []), null);
});

Deno.test("an exchange that nobody knows is an error, with the one that was probably meant", () => {
  const parsed = parseConfig({ stream_jobs: [{ exchange: "binanc", pairs: ["A/B"], channels: ["trades"] }] });
  assert.ok(!parsed.ok);
  assert.deepEqual(parsed.errors.map(({ message }) => message), [
    'stream_jobs[0].exchange ("binanc") is no exchange: there is no such exchange; did you mean binance?',
  ]);
});
