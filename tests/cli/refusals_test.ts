/** What `start` refuses: one clear line on stderr, the right exit code, and nothing written. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { onStage, type Stage } from "../e2e/stage.ts";

const JOB = { exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] };

const ROOT = new URL("../../", import.meta.url).pathname;

interface Refusal {
  args: string[];
  /** The line on stderr. */
  says: string | RegExp;
  code?: 1 | 2;
  env?: Record<string, string>;
  after?: () => void;
}

/** Runs it in a folder that `prepare` has set up, and sees that the folder is as it was. */
function refuses(what: string, prepare: (stage: Stage) => Refusal | Promise<Refusal>): void {
  Deno.test(`${what} is refused in a line, and nothing is written`, () =>
    onStage(async (stage) => {
      const { args, says, code = 1, env, after } = await prepare(stage);
      const before = own(stage.list());
      const ended = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", "--config", `${ROOT}deno.json`, `${ROOT}main.ts`, ...args],
        cwd: stage.folder,
        env,
      }).output();
      after?.();
      const [out, err] = [ended.stdout, ended.stderr].map((bytes) => new TextDecoder().decode(bytes));
      assert.match(err, /^[^\n]+\n$/);
      if (typeof says === "string") assert.equal(err, `${says}\n`);
      else assert.match(err, says);
      assert.equal(out, "");
      assert.equal(ended.code, code);
      assert.deepEqual(own(stage.list()), before);
    }));
}

/** Without what another recorder writes meanwhile. */
function own(paths: string[]): string[] {
  return paths.filter((path) => !path.startsWith("other/"));
}

refuses("a taken port", () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return {
    args: ["start", "--port", `${listener.addr.port}`],
    says:
      `Cannot listen on 127.0.0.1:${listener.addr.port}: the port is taken; use --port or settings.ui_port`,
    after: () => listener.close(),
  };
});

refuses("a data folder that another process records into", async ({ folder, record, write }) => {
  const other = join(folder, "other");
  await Deno.mkdir(other);
  await write("other/tapedeck.yaml", {
    stream_jobs: [JOB],
    exchanges: { sandbox: { endpoint: "http://127.0.0.1:9" } },
  });
  const { program } = await record([], { cwd: other });
  const data = join(other, "data");
  return {
    args: ["--port", "0", "--data", data],
    says: new RegExp(
      `^Cannot record into "${data}": process ${program.pid} has been recording into it since 20\\S+Z; stop it, or`,
    ),
  };
});

refuses("a data folder that cannot be written", async ({ folder }) => {
  // Nothing is closed to root but what the kernel keeps.
  const path = Deno.uid() === 0 ? "/proc/data" : join(folder, "closed");
  if (Deno.uid() !== 0) await Deno.mkdir(path, { mode: 0o555 });
  return {
    args: ["--port", "0", "--data", path],
    says: new RegExp(
      `^Cannot record into "${path}": .*; make the folder writable, or choose another with --data`,
    ),
  };
});

refuses("a data folder that is a file", async ({ folder, write }) => {
  await write("data", "a file");
  const path = join(folder, "data");
  return {
    args: ["--port", "0"],
    says:
      `Cannot record into "${path}": "${path}" is a file; choose another folder with --data or storage.local_path`,
  };
});

refuses("a data folder on a disk that is not there", ({ folder }) => ({
  args: ["--port", "0", "--data", "disk/data"],
  says: `Cannot record into "${folder}/disk/data": there is no folder "${folder}/disk"; ` +
    "make it, or mount its disk, or choose another with --data",
}));

refuses("a config with a slip in its YAML", async ({ folder, write }) => {
  await write("tapedeck.yaml", "stream_jobs:\n  - exchange: [sandbox\nsettings: {}\n");
  return { args: [], says: new RegExp(`^Cannot read ${folder}/tapedeck.yaml line 3, column 1: `) };
});

refuses("a config with an unknown key", async ({ folder, write }) => {
  await write("tapedeck.yaml", { stream_jobs: [JOB], settings: { ui_prot: 80 } });
  return {
    args: [],
    says:
      `Cannot use ${folder}/tapedeck.yaml line 1: settings.ui_prot is no known key: did you mean ui_port?`,
  };
});

refuses("a config that is not there", ({ folder }) => ({
  args: ["--config", "mine.yaml"],
  says: `Cannot read ${folder}/mine.yaml: there is no such file`,
}));

refuses("a wrong setting in the environment", () => ({
  args: ["--port", "0"],
  env: { TAPEDECK_SETTINGS__TIMEZONE: "Mars" },
  says:
    /^Cannot use the environment's TAPEDECK_SETTINGS__TIMEZONE: settings.timezone \("Mars"\) is no time zone/,
}));

refuses("an address that others reach", () => ({
  args: ["--host", "0.0.0.0"],
  says: /^Cannot listen on 0.0.0.0: .* set settings.ui_auth_token, or listen on 127.0.0.1/,
}));

refuses("a port that is no number", () => ({
  args: ["--port", "abc"],
  code: 2,
  says: "Cannot use --port abc: it must be a whole number from 0 to 65535",
}));

refuses("an unknown option", () => ({
  args: ["start", "--prot", "80"],
  code: 2,
  says: "Cannot understand --prot: there is no such option; did you mean --port?",
}));

refuses("an unknown command", () => ({
  args: ["strat"],
  code: 2,
  says: 'Cannot understand "strat": there is no such command; did you mean start?',
}));
