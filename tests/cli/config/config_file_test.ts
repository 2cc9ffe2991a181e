import assert from "node:assert/strict";
import { dirname, join } from "@std/path";
import { findConfig, readConfig, writeStarter } from "../../../cli/config/config_file.ts";

const JOB = "stream_jobs:\n  - { exchange: sandbox, pairs: [BTC/USDT], channels: [trades] }\n";

/** Runs `body` in a folder of its own, with a way to write files in it. */
async function inFolder(
  body: (folder: string, write: (path: string, text: string) => string) => void | Promise<void>,
) {
  const folder = await Deno.makeTempDir();
  const write = (path: string, text: string) => {
    const full = join(folder, path);
    Deno.mkdirSync(dirname(full), { recursive: true });
    Deno.writeTextFileSync(full, text);
    return full;
  };
  try {
    await body(folder, write);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function accepted(path: string, env: Record<string, string> = {}) {
  const read = await readConfig(path, env);
  if (!read.ok) throw new Error(read.errors.join("\n"));
  return read;
}

async function errorsOf(path: string, env: Record<string, string> = {}): Promise<string[]> {
  const read = await readConfig(path, env);
  assert.ok(!read.ok, "expected the file to be refused");
  for (const line of read.errors) assert.ok(!line.includes("\n"), line);
  return read.errors;
}

Deno.test("the configuration is looked for by flag, variable, folder and home, in this order", () =>
  inFolder((folder, write) => {
    const cwd = join(folder, "work");
    const home = join(folder, "me");
    Deno.mkdirSync(cwd);
    const find = (flag?: string, env: Record<string, string> = {}) => findConfig({ flag, env, cwd, home });
    assert.deepEqual(find(), { path: join(cwd, "tapedeck.yaml"), namedBy: "nobody" });

    const atHome = write("me/.config/tapedeck/config.yaml", JOB);
    assert.deepEqual(find(), { path: atHome, namedBy: "home" });
    const atXdg = write("xdg/tapedeck/config.yaml", JOB);
    assert.equal(find(undefined, { XDG_CONFIG_HOME: join(folder, "xdg") }).path, atXdg);

    const here = write("work/tapedeck.yaml", JOB);
    assert.deepEqual(find(), { path: here, namedBy: "folder" });
    const env = { TAPEDECK_CONFIG: "by_variable.yaml" };
    assert.deepEqual(find(undefined, env), {
      path: join(cwd, "by_variable.yaml"),
      namedBy: "TAPEDECK_CONFIG",
    });
    assert.deepEqual(find("/a/flag.yaml", env), { path: "/a/flag.yaml", namedBy: "--config" });
  }));

Deno.test("the starter is a valid configuration of the sandbox alone", () =>
  inFolder(async (folder) => {
    const path = join(folder, "tapedeck.yaml");
    await writeStarter(path);
    const { config, overrides } = await accepted(path);
    const jobs = [...config.stream_jobs, ...config.histo_jobs];
    assert.deepEqual([...new Set(jobs.map((job) => job.exchange))], ["sandbox"]);
    assert.deepEqual(config.histo_jobs.map((job) => job.span), [60, 3600]);
    assert.deepEqual(overrides, {});
  }));

Deno.test("what the starter has commented out is valid too, once its # is gone", () =>
  inFolder(async (folder, write) => {
    const path = join(folder, "tapedeck.yaml");
    await writeStarter(path);
    const lines = (await Deno.readTextFile(path)).split("\n");
    const uncommented = lines.map((line) => line.replace(/^(\s*)# (?=\s*(- |[a-z_]+:))/, "$1"));
    const { config } = await accepted(write("all.yaml", uncommented.join("\n")));
    const exchanges = [...config.stream_jobs, ...config.histo_jobs].map((job) => job.exchange);
    for (const id of ["binance", "kraken", "okx", "coinbase", "bybit"]) assert.ok(exchanges.includes(id), id);
  }));

Deno.test("the starter never overwrites a file", () =>
  inFolder(async (_folder, write) => {
    const path = write("tapedeck.yaml", "mine");
    await assert.rejects(writeStarter(path), Deno.errors.AlreadyExists);
    assert.equal(await Deno.readTextFile(path), "mine");
  }));

Deno.test("a YAML error is one line with file, line and column", () =>
  inFolder(async (_folder, write) => {
    const path = write("bad.yaml", "storage:\n  local_path: [a\nsettings: 1\n");
    assert.deepEqual(await errorsOf(path), [
      `Cannot read ${path} line 3, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]`,
    ]);
  }));

Deno.test("a file that is not there says so", async () => {
  assert.deepEqual(await errorsOf("/nowhere/tapedeck.yaml"), [
    "Cannot read /nowhere/tapedeck.yaml: there is no such file",
  ]);
});

Deno.test("each thing wrong in the file has a line that names the file and the key", () =>
  inFolder(async (_folder, write) => {
    const path = write("wrong.yaml", `${JOB}settings: { ui_prot: 1, timezone: Mars }\n`);
    const errors = await errorsOf(path);
    assert.equal(errors.length, 2);
    for (const line of errors) assert.ok(line.startsWith(`Cannot use ${path} line 3: settings.`), line);
  }));

Deno.test("TAPEDECK_ variables override the file, are listed, and leave the file's own values alone", () =>
  inFolder(async (_folder, write) => {
    const path = write("tapedeck.yaml", `${JOB}settings: { ui_port: 8081, ui_readonly: false }\n`);
    const { config, file, overrides } = await accepted(path, {
      TAPEDECK_CONFIG: "elsewhere.yaml",
      TAPEDECK_SETTINGS__UI_PORT: "9000",
      TAPEDECK_SETTINGS__UI_READONLY: "true",
      TAPEDECK_SETTINGS__UI_AUTH_TOKEN: "12345",
      TAPEDECK_STORAGE__LOCAL_PATH: "/srv/tape",
      TAPEDECK_EXCHANGES__SANDBOX__ENDPOINT: "http://127.0.0.1:9999",
      HOME: "/root",
    });
    assert.equal(config.settings.ui_port, 9000);
    assert.equal(config.settings.ui_readonly, true);
    assert.equal(config.settings.ui_auth_token, "12345");
    assert.equal(config.storage.local_path, "/srv/tape");
    assert.equal(config.exchanges.sandbox.endpoint, "http://127.0.0.1:9999");
    assert.equal(file.settings.ui_port, 8081);
    assert.deepEqual(file.exchanges, {});
    assert.deepEqual(overrides, {
      TAPEDECK_EXCHANGES__SANDBOX__ENDPOINT: "http://127.0.0.1:9999",
      TAPEDECK_SETTINGS__UI_AUTH_TOKEN: "********",
      TAPEDECK_SETTINGS__UI_PORT: "9000",
      TAPEDECK_SETTINGS__UI_READONLY: "true",
      TAPEDECK_STORAGE__LOCAL_PATH: "/srv/tape",
    });
  }));

Deno.test("a bad override names its variable, and an empty one never turns a token off", () =>
  inFolder(async (_folder, write) => {
    const path = write("tapedeck.yaml", `${JOB}settings: { ui_auth_token: abc }\n`);
    const [line] = await errorsOf(path, { TAPEDECK_SETTINGS__UI_PROT: "1" });
    assert.match(
      line,
      /^Cannot use the environment's TAPEDECK_SETTINGS__UI_PROT: .* did you mean ui_port\?$/,
    );
    assert.equal((await errorsOf(path, { TAPEDECK_SETTINGS__UI_AUTH_TOKEN: "" })).length, 1);
    const { config } = await accepted(path, { TAPEDECK_SETTINGS__UI_AUTH_TOKEN: "null" });
    assert.equal(config.settings.ui_auth_token, null);
  }));
