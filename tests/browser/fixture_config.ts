/** The config's part of the made-up deck: a file in memory that changes as the real one does. */
import type { ConfigChange, Deck, JobChange } from "../../api/deck.ts";
import { changesOf } from "../../cli/config/changes.ts";
import { checkConfig } from "../../cli/config/check.ts";
import { type Config, parseConfig } from "../../schemas/config.ts";
import { maskSecrets } from "../../schemas/secrets.ts";
import type { JobEntry, JobKind } from "../../schemas/wire.ts";

type ConfigDeck = Pick<
  Deck,
  | "config"
  | "validateConfig"
  | "saveConfig"
  | "configText"
  | "checkConfigText"
  | "saveConfigText"
  | "jobs"
  | "jobEntries"
  | "createJob"
  | "changeJob"
  | "deleteJob"
>;

const PATH = "/srv/tape/tapedeck.yaml";

const JOBS = {
  histo_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], span: 60 }],
  stream_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"] }],
};

export function fixtureConfig(): ConfigDeck {
  let file = configOf({ ...JOBS, settings: { ui_auth_token: "a secret of the file" } });
  let version = 1;

  function save(value: unknown, expected: string | null): ConfigChange {
    if (expected !== null && expected !== `${version}`) return { type: "conflict", version: `${version}` };
    const error = errorIn(value);
    if (error !== null) return { type: "invalid", error };
    file = configOf(value);
    return { type: "saved", config: maskSecrets(file), version: `${++version}` };
  }

  function saveJobs(kind: JobKind, jobs: unknown[], expected: string | null, at: number): JobChange {
    const change = save({ ...file, [`${kind}_jobs`]: jobs }, expected);
    return change.type === "saved" ? { ...change, entry: entriesOf(file, kind)[at] } : change;
  }

  function edit(kind: JobKind, id: string, jobs: unknown[], expected: string | null): Promise<JobChange> {
    const entries = entriesOf(file, kind);
    const at = entries.findIndex((entry) => entry.id === id);
    if (at < 0) return Promise.resolve({ type: "unknown" });
    const before: unknown[] = entries.map(({ job }) => job);
    const change = saveJobs(kind, before.toSpliced(at, 1, ...jobs), expected, at);
    return Promise.resolve(
      change.type === "saved" && jobs.length === 0 ? { ...change, entry: entries[at] } : change,
    );
  }

  return {
    config: () => ({ value: maskSecrets(file), version: `${version}` }),
    validateConfig: errorIn,
    saveConfig: (value, expected) => Promise.resolve(save(value, expected)),
    configText: () =>
      Promise.resolve({
        text: JSON.stringify(maskSecrets(file), null, 2),
        version: `${version}`,
        path: PATH,
      }),
    async checkConfigText(text) {
      const checked = await checkConfig(text, PATH, {});
      if (!checked.ok) return { valid: false, errors: checked.wrongs, changes: [], warnings: [] };
      return { valid: true, errors: [], changes: changesOf(file, checked.file), warnings: [] };
    },
    async saveConfigText(text, expected) {
      const checked = await checkConfig(text, PATH, {});
      return checked.ok
        ? save(checked.file, expected)
        : { type: "invalid", error: checked.errors.join("\n") };
    },
    jobs: () => ({ histo_jobs: file.histo_jobs, stream_jobs: file.stream_jobs }),
    jobEntries: (kind) => entriesOf(file, kind),
    createJob(kind, job, expected) {
      const before = entriesOf(file, kind).map((entry) => entry.job);
      return Promise.resolve(saveJobs(kind, [...before, job], expected, before.length));
    },
    changeJob: (kind, id, job, expected) => edit(kind, id, [job], expected),
    deleteJob: (kind, id, expected) => edit(kind, id, [], expected),
  };
}

function entriesOf(file: Config, kind: JobKind): JobEntry[] {
  return file[`${kind}_jobs`].map((job, n) => ({ id: `${n}-${JSON.stringify(job).length}`, job }));
}

function configOf(value: unknown): Config {
  const parsed = parseConfig(value);
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join("\n"));
  return parsed.config;
}

function errorIn(value: unknown): string | null {
  const parsed = parseConfig(value);
  return parsed.ok ? null : parsed.errors.map(({ message }) => message).join("\n");
}
