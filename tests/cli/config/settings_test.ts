import assert from "node:assert/strict";
import { join } from "@std/path";
import { STARTER } from "../../../cli/config/starter.ts";
import { maskSecrets } from "../../../schemas/secrets.ts";
import { inConfigFolder, JOB } from "./folder.ts";

const FILE = `# mine
${JOB}# below
settings:
  ui_port: 8081   # as the firewall has it
  ui_auth_token: "hunter2hunter2"
exchanges:
  okx:
    proxy: "http://me:pw@proxy:1"
    options: { apiKey: k1, defaultType: swap }
`;

Deno.test("what is saved is in the file, in force, and nothing else has changed", () =>
  inConfigFolder(FILE, async ({ open, text, names }) => {
    const settings = await open();
    const before = settings.inForce();
    const value = structuredClone(before.file);
    value.settings.timezone = "Europe/Paris";
    const saved = await settings.save(value, before.version);
    assert.equal(saved.type, "saved");
    assert.equal(settings.inForce().config.settings.timezone, "Europe/Paris");
    assert.notEqual(settings.inForce().version, before.version);
    const expected = FILE.replace('hunter2hunter2"\n', 'hunter2hunter2"\n  timezone: Europe/Paris\n');
    assert.equal(await text(), expected);
    assert.deepEqual(names(), ["tapedeck.yaml"]);
    assert.deepEqual(await open().then((again) => again.inForce()), settings.inForce());
  }));

Deno.test("what was shown with its secrets masked can be saved as it is: no byte changes", () =>
  inConfigFolder(FILE, async ({ open, path, text }) => {
    const settings = await open();
    const { mtime } = await Deno.stat(path);
    const shown = JSON.parse(JSON.stringify(maskSecrets(settings.inForce().file)));
    assert.equal((await settings.save(shown, null)).type, "saved");
    assert.equal(await text(), FILE);
    assert.deepEqual((await Deno.stat(path)).mtime, mtime);
  }));

Deno.test("a mask keeps the secret that is stored, and one without a secret is an error", () =>
  inConfigFolder(FILE, async ({ open, text }) => {
    const settings = await open();
    const shown = maskSecrets(settings.inForce().file);
    shown.settings.ui_port = 9000;
    shown.exchanges.okx.options!.secret = "new";
    assert.equal((await settings.save(shown, null)).type, "saved");
    const { okx } = settings.inForce().file.exchanges;
    assert.deepEqual(okx, {
      proxy: "http://me:pw@proxy:1",
      options: { apiKey: "k1", defaultType: "swap", secret: "new" },
    });
    assert.equal(settings.inForce().config.settings.ui_auth_token, "hunter2hunter2");

    const before = await text();
    shown.exchanges.binance = { proxy: "********" };
    const refused = await settings.save(shown, null);
    assert.ok(refused.type === "invalid");
    assert.match(
      refused.error,
      /^exchanges\.binance\.proxy is \*{8}: .* none is stored there; write the secret/,
    );
    assert.equal(await text(), before);
  }));

Deno.test("an invalid config changes nothing, and each thing that is wrong has its line", () =>
  inConfigFolder(FILE, async ({ open, text }) => {
    const settings = await open();
    const before = settings.inForce();
    const value = { ...before.file, settings: { ui_prot: 1, timezone: "Mars" } };
    const words = 'settings.timezone ("Mars") is no time zone: use a name like UTC or Europe/Paris\n' +
      "settings.ui_prot is no known key: did you mean ui_port?";
    assert.deepEqual(await settings.save(value, null), { type: "invalid", error: words });
    assert.equal(await settings.validate(value), words);
    assert.equal(await settings.validate(before.file), null);
    assert.equal(await text(), FILE);
    assert.equal(settings.inForce(), before);
    for (const odd of [null, 5, "text", [], { stream_jobs: [] }]) {
      assert.equal((await settings.save(odd, null)).type, "invalid");
    }
  }));

Deno.test("a config without a token is not saved where others could reach it", () =>
  inConfigFolder(JOB, async ({ open, text }) => {
    const settings = await open({}, {
      TAPEDECK_SETTINGS__UI_HOST: "0.0.0.0",
      TAPEDECK_SETTINGS__UI_AUTH_TOKEN: "t",
    });
    assert.equal((await settings.save(settings.inForce().file, null)).type, "saved");
    const plain = await open();
    const { file } = plain.inForce();
    const refused = await plain.save({ ...file, settings: { ...file.settings, ui_host: "0.0.0.0" } }, null);
    assert.ok(refused.type === "invalid");
    assert.match(refused.error, /^Cannot listen on 0\.0\.0\.0: without a token/);
    assert.equal(await text(), JOB);
  }));

Deno.test("what the environment and the flags say is laid over the file, and never written", () =>
  inConfigFolder(JOB, async ({ open, text }) => {
    const settings = await open({ port: 7000 }, { TAPEDECK_SETTINGS__TIMEZONE: "Europe/Paris" });
    const { file } = settings.inForce();
    const saved = await settings.save({ ...file, alerts: { max_consecutive_errors: 5 } }, null);
    assert.ok(saved.type === "saved");
    assert.equal(saved.next.config.settings.ui_port, 7000);
    assert.equal(saved.next.config.settings.timezone, "Europe/Paris");
    assert.deepEqual(saved.next.overrides, { TAPEDECK_SETTINGS__TIMEZONE: "Europe/Paris" });
    assert.equal(await text(), `${JOB}alerts:\n  max_consecutive_errors: 5\n`);
  }));

Deno.test("of a hundred changes of the same version at once, one is made and the others are told", () =>
  inConfigFolder(FILE, async ({ open, text }) => {
    const [one, other] = [await open(), await open()];
    const { version, file } = one.inForce();
    const answers = await Promise.all(
      Array.from(
        { length: 100 },
        (_, i) =>
          (i % 2 ? one : other).save({ ...file, alerts: { max_consecutive_errors: i + 10 } }, version),
      ),
    );
    const saved = answers.filter(({ type }) => type === "saved");
    assert.equal(saved.length, 1);
    const now = (await one.read()).version;
    for (const answer of answers) {
      if (answer.type !== "saved") assert.deepEqual(answer, { type: "conflict", version: now });
    }
    const [, value] = /max_consecutive_errors: (\d+)$/m.exec(await text())!;
    assert.ok(saved[0].type === "saved");
    assert.equal(saved[0].next.file.alerts.max_consecutive_errors, Number(value));
    assert.equal(saved[0].next.version, now);
  }));

Deno.test("changes at once without a version are all made, one after the other", () =>
  inConfigFolder(FILE, async ({ open }) => {
    const settings = await open();
    await Promise.all(Array.from({ length: 20 }, (_, i) =>
      settings.change((file) => ({
        ...file,
        stream_jobs: [...file.stream_jobs, {
          exchange: "kraken",
          pairs: [`C${i}/USD`],
          channels: ["trades"],
        }],
      }), null)));
    const pairs = settings.inForce().file.stream_jobs.flatMap((job) => job.pairs);
    assert.deepEqual(pairs, ["BTC/USDT", ...Array.from({ length: 20 }, (_, i) => `C${i}/USD`)]);
  }));

Deno.test("a change that is not ready changes nothing, and says why", () =>
  inConfigFolder(FILE, async ({ open, text, names }) => {
    const settings = await open();
    const before = settings.inForce();
    const value = { ...before.file, alerts: { max_consecutive_errors: 5 } };
    const told: number[] = [];
    const answer = await settings.save(value, null, ({ config }) => {
      told.push(config.alerts.max_consecutive_errors);
      throw new Error("Cannot listen on port 80: another program does");
    });
    assert.deepEqual(answer, { type: "invalid", error: "Cannot listen on port 80: another program does" });
    assert.deepEqual(told, [5]);
    assert.equal(await text(), FILE);
    assert.equal(settings.inForce(), before);
    assert.deepEqual(names(), ["tapedeck.yaml"]);
  }));

Deno.test("an edit that comes while a change is prepared is not lost", () =>
  inConfigFolder(FILE, async ({ open, text, write }) => {
    const settings = await open();
    const { file, version } = settings.inForce();
    const value = { ...file, alerts: { max_consecutive_errors: 5 } };
    const theirs = FILE.replace("8081", "8082");
    const overtaken = () => write(theirs);
    assert.equal((await settings.save(value, version, overtaken)).type, "conflict");
    assert.equal(await text(), theirs);

    await write(FILE);
    let times = 0;
    const added = await settings.change(
      (now) => ({ ...now, alerts: { max_consecutive_errors: 5 } }),
      null,
      () => times++ === 0 ? overtaken() : undefined,
    );
    assert.equal(added.type, "saved");
    assert.match(await text(), /ui_port: 8082 {3}#[^]*max_consecutive_errors: 5/);
  }));

Deno.test("a file with an error is not changed before that is mended", () =>
  inConfigFolder(FILE, async ({ open, write, text }) => {
    const settings = await open();
    await write(`${FILE}setings: {}\n`);
    const answer = await settings.save(settings.inForce().file, null);
    assert.ok(answer.type === "invalid");
    assert.match(
      answer.error,
      /while it has an error itself: mend that first\n.* line 12: setings is no known key/,
    );
    assert.match(await text(), /setings/);
  }));

Deno.test("a file that is gone is made again by the next change, comments and all", () =>
  inConfigFolder(FILE, async ({ open, path, text }) => {
    const settings = await open();
    await Deno.remove(path);
    await assert.rejects(settings.read(), { message: `Cannot read ${path}: there is no such file` });
    const { file, version } = settings.inForce();
    const saved = await settings.save({ ...file, alerts: { max_consecutive_errors: 5 } }, version);
    assert.equal(saved.type, "saved");
    assert.equal(await text(), `${FILE}alerts:\n  max_consecutive_errors: 5\n`);
  }));

Deno.test("a file keeps its rights, and a link stays a link", () =>
  inConfigFolder(null, async ({ open, folder, path, names }) => {
    const target = join(folder, "real.yaml");
    await Deno.writeTextFile(target, FILE);
    await Deno.chmod(target, 0o640);
    await Deno.symlink(target, path);
    const settings = await open();
    await settings.change((file) => ({ ...file, alerts: { max_consecutive_errors: 5 } }), null);
    assert.ok((await Deno.lstat(path)).isSymlink);
    assert.equal((await Deno.stat(target)).mode! & 0o777, 0o640);
    assert.match(await Deno.readTextFile(target), /max_consecutive_errors: 5/);
    assert.deepEqual(names(), ["real.yaml", "tapedeck.yaml"]);
  }));

Deno.test("a file that is read-only stays as it is, and the answer says so", () =>
  inConfigFolder(FILE, async ({ open, path, text, names }) => {
    await Deno.chmod(path, 0o444);
    const settings = await open();
    const answer = await settings.change(
      (file) => ({ ...file, alerts: { max_consecutive_errors: 5 } }),
      null,
    );
    assert.deepEqual(answer, {
      type: "invalid",
      error: `Cannot write ${path}: it is read-only; make it writable`,
    });
    assert.equal(await text(), FILE);
    assert.deepEqual(names(), ["tapedeck.yaml"]);
  }));

Deno.test("where there is no file yet, the starter is in force, and the first change writes it", () =>
  inConfigFolder(null, async ({ open, text, names }) => {
    const settings = await open();
    const { version } = settings.inForce();
    assert.deepEqual(names(), []);
    await settings.keep();
    assert.equal(await text(), STARTER);
    assert.equal((await settings.read()).version, version);
    await settings.keep();

    const again = await open();
    assert.equal(again.inForce().version, version);
    const saved = await again.change((file) => ({ ...file, alerts: { max_consecutive_errors: 5 } }), version);
    assert.equal(saved.type, "saved");
    assert.ok((await text()).includes('# "sandbox" is an exchange built into tapedeck'));
  }));

Deno.test("a config that is named must be there", () =>
  inConfigFolder(null, async ({ open, folder }) => {
    await assert.rejects(open({ config: "mine.yaml" }), {
      message: `Cannot read ${join(folder, "mine.yaml")}: there is no such file`,
    });
  }));

Deno.test("two jobs of one series are allowed, and said", () =>
  inConfigFolder(
    `${JOB}  - { exchange: sandbox, pairs: [BTC/USDT, X/Y], channels: [book, trades] }\n`,
    async ({ open }) => {
      const settings = await open();
      assert.deepEqual(settings.inForce().warnings, [
        "stream_jobs[1] names sandbox/trades/BTC-USDT again: what stream_jobs[0] says of it holds",
      ]);
    },
  ));
