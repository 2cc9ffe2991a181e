/** The config's text as it is shown, checked and saved. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseYaml } from "../../../cli/config/yaml.ts";
import type { CheckedText } from "../../../cli/config/shown_text.ts";
import { inConfigFolder, JOB } from "./folder.ts";

const MASK = '"********"';
const FILE = `# what is recorded, and where
${JOB}
settings:
  ui_port: 8081                    # as the firewall has it
  ui_auth_token: hunter2hunter2    # of March; before: hunter1
  # ui_auth_token: formerSecret99
alerts: { webhook_url: 'https://hooks.example/T0/abcdefgh', min_severity: error }   # for the night
exchanges:
  okx:
    proxy: http://me:pa55word@proxy:1
    options:
      apiKey: key-of-okx
      secret: |
        several
        lines
      defaultType: swap   # not a secret
      via: "gate,access_key_id=AKIA77,secret_access_key=sk/77:tape"
    # the other one has hunter2hunter2 in it, too
`;
const SECRETS = /hunter2|formerSecret99|abcdefgh|pa55word|key-of-okx|several|AKIA77|sk\/77/;

function wrongsOf(checked: CheckedText) {
  assert.ok(!checked.ok);
  return checked.wrongs;
}

Deno.test("the text is shown with its comments and without its secrets, also those in comments", () =>
  inConfigFolder(FILE, async ({ open }) => {
    const settings = await open();
    const { text, version } = await settings.text();
    assert.equal(version, settings.inForce().version);
    assert.doesNotMatch(text, SECRETS);
    for (
      const kept of [
        "# as the firewall has it",
        "# for the night",
        "   # not a secret",
        "min_severity: error",
      ]
    ) {
      assert.ok(text.includes(kept), kept);
    }
    assert.ok(text.includes(`ui_auth_token: ${MASK}    # of March`));
    assert.ok(text.includes('via: "gate,access_key_id=********,secret_access_key=********:tape"'));
    assert.ok(text.includes("# the other one has ******** in it, too"));
  }));

Deno.test("the starter, whose examples are no secrets, is shown as it is", () =>
  inConfigFolder(null, async ({ open, text }) => {
    const settings = await open();
    await settings.keep();
    const shown = (await settings.text()).text;
    assert.equal(shown, await text());
  }));

Deno.test("what was shown can be saved as it is: no byte changes", () =>
  inConfigFolder(FILE.replaceAll("\n", "\r\n"), async ({ open, text, path }) => {
    const settings = await open();
    const { mtime } = await Deno.stat(path);
    const shown = await settings.text();
    assert.equal((await settings.saveText(shown.text, shown.version)).type, "saved");
    assert.equal(await text(), FILE.replaceAll("\n", "\r\n"));
    assert.deepEqual((await Deno.stat(path)).mtime, mtime);
  }));

Deno.test("a change of the text changes that alone: secrets, comments and ends of lines are what they were", () =>
  inConfigFolder(`\ufeff${FILE.replaceAll("\n", "\r\n")}`, async ({ open, path, text }) => {
    const settings = await open();
    const shown = await settings.text();
    const wanted = (shownOrFile: string) =>
      shownOrFile.replace("8081", "9090").replace("# for the night", "# for the day") + "# the end\n";
    const saved = await settings.saveText(wanted(shown.text), shown.version);
    assert.equal(saved.type, "saved");
    const bytes = await Deno.readFile(path);
    assert.equal(
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
      `\ufeff${wanted(FILE).replaceAll("\n", "\r\n")}`,
    );
    assert.equal(settings.inForce().config.settings.ui_port, 9090);
    assert.equal(settings.inForce().config.settings.ui_auth_token, "hunter2hunter2");
    assert.notEqual(settings.inForce().version, shown.version);
    assert.match(await text(), /the end/);
  }));

Deno.test("whatever stands in a file, what is shown of it has none of its secrets and leads back to them", () =>
  fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "binary", minLength: 8, maxLength: 20 }).filter((text) => text.trim().length > 7),
      fc.constantFrom("plain", "json"),
      fc.boolean(),
      (secret, notation, isFolded) => {
        const value = {
          settings: { ui_auth_token: secret },
          exchanges: { okx: { options: { apiKey: `${secret}2` } } },
        };
        const jobs = { stream_jobs: [{ exchange: "sandbox", pairs: ["BTC/USDT"], channels: ["trades"] }] };
        const text = notation === "json"
          ? JSON.stringify({ ...jobs, ...value }, null, isFolded ? 2 : 0)
          : `${JOB}settings:\n  ui_auth_token: ${JSON.stringify(secret)}\nexchanges:\n  okx:\n    options: ` +
            `{ apiKey: ${JSON.stringify(`${secret}2`)} }\n`;
        return inConfigFolder(text, async ({ open, text: file }) => {
          const settings = await open();
          const shown = await settings.text();
          assert.ok(!shown.text.includes(JSON.stringify(secret).slice(1, -1)));
          const changed = shown.text.replace("BTC/USDT", "ETH/USDT");
          assert.equal((await settings.saveText(changed, null)).type, "saved");
          assert.deepEqual(parseYaml(await file()), {
            ...value,
            stream_jobs: [{ exchange: "sandbox", pairs: ["ETH/USDT"], channels: ["trades"] }],
          });
        });
      },
    ),
    { numRuns: 25 },
  ));

Deno.test("a text that somebody else has overtaken is not saved", () =>
  inConfigFolder(FILE, async ({ open, write, text }) => {
    const settings = await open();
    const shown = await settings.text();
    await write(`${FILE}# theirs\n`);
    const refused = await settings.saveText(shown.text, shown.version);
    assert.equal(refused.type, "conflict");
    assert.equal(await text(), `${FILE}# theirs\n`);
  }));

Deno.test("each error is told with the line and column of the text that was typed, and nothing is saved", () =>
  inConfigFolder(FILE, async ({ open, text }) => {
    const settings = await open();
    const shown = (await settings.text()).text;
    const typed = shown.replace("okx:", "okx:\n    ednpoint: http://x").replace("8081", "80810");
    const wrongs = wrongsOf(await settings.checkText(typed));
    const lineOf = (part: string) => typed.slice(0, typed.indexOf(part)).split("\n").length;
    assert.deepEqual(wrongs.map(({ line, column, path }) => [line, column, path]), [
      [lineOf("80810"), 3, "settings.ui_port"],
      [lineOf("ednpoint"), 5, "exchanges.okx.ednpoint"],
    ]);
    assert.match(wrongs[1].message, /did you mean endpoint\?/);
    const refused = await settings.saveText(typed, null);
    assert.ok(refused.type === "invalid" && refused.error.includes("ednpoint"));
    assert.equal(await text(), FILE);
  }));

Deno.test("what is no YAML is told in each of its lines, and nothing of a secret with it", () =>
  inConfigFolder(FILE, async ({ open }) => {
    const settings = await open();
    const wrongs = wrongsOf(
      await settings.checkText(`settings:\n\tui_port: 1\n  ui_auth_token: "abc\nalerts: {\n`),
    );
    assert.deepEqual(wrongs[0], {
      line: 2,
      column: 1,
      path: "",
      message: "a tab indents this line: write spaces",
    });
    assert.doesNotMatch(JSON.stringify(wrongs), /abc/);
    const refused = await settings.saveText("a: [", null);
    assert.ok(refused.type === "invalid");
    assert.match(refused.error, /^line 1: /);
  }));

Deno.test("a mask that stands for nothing is an error at its key", () =>
  inConfigFolder(FILE, async ({ open }) => {
    const settings = await open();
    const [wrong, ...more] = wrongsOf(
      await settings.checkText(`${JOB}exchanges:\n  binance:\n    proxy: ${MASK}\n`),
    );
    assert.deepEqual([wrong.line, wrong.column, wrong.path, more], [5, 5, "exchanges.binance.proxy", []]);
    assert.match(wrong.message, /none is stored there; write the secret itself/);
    assert.ok(wrongsOf(await settings.checkText(`${JOB}alerts: { webhook_url: ******** }\n`)).length > 0);
  }));

Deno.test("to listen everywhere without a token is an error of ui_host's line", () =>
  inConfigFolder(JOB, async ({ open }) => {
    const settings = await open();
    const [wrong] = wrongsOf(await settings.checkText(`${JOB}settings:\n  ui_host: 0.0.0.0\n`));
    assert.deepEqual([wrong.line, wrong.path], [4, "settings.ui_host"]);
  }));

Deno.test("a text that is good says what would be in force", () =>
  inConfigFolder(FILE, async ({ open }) => {
    const settings = await open({}, { TAPEDECK_SETTINGS__TIMEZONE: "Europe/Paris" });
    const { text } = await settings.text();
    const checked = await settings.checkText(text.replace("8081", "9090"));
    assert.ok(checked.ok);
    assert.deepEqual(checked.next.config.settings, {
      ...settings.inForce().config.settings,
      ...{ ui_port: 9090, timezone: "Europe/Paris" },
    });
    assert.equal(settings.inForce().config.settings.ui_port, 8081, "a check changes nothing");
  }));

Deno.test("a file that somebody broke is shown without its secrets, and can be mended", () =>
  inConfigFolder(FILE, async ({ open, write, text }) => {
    const settings = await open();
    const broken = FILE.replace("swap ", "[swap ").replace("hunter2hunter2 ", "newSecret1 ");
    await write(broken);
    const shown = await settings.text();
    assert.doesNotMatch(shown.text, SECRETS);
    assert.doesNotMatch(shown.text, /newSecret1/);
    assert.ok(shown.text.includes("ui_port: 8081                    # as the firewall has it"));
    assert.ok(wrongsOf(await settings.checkText(shown.text)).length > 0);
    const mended = `${JOB}settings:\n  ui_auth_token: ${MASK}\n`;
    assert.equal((await settings.saveText(mended, shown.version)).type, "saved");
    assert.equal(await text(), mended.replace(MASK, '"hunter2hunter2"'), "what is in force is kept");
  }));

Deno.test("aliases that stand for more than any memory holds are refused at once", () =>
  inConfigFolder(FILE, async ({ open }) => {
    const settings = await open();
    const list = (of: string, count = 10) => `[${Array(count).fill(of).join(", ")}]`;
    const bomb = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} ${list(n ? `*a${n}` : MASK)}`)
      .join("\n");
    const [wrong] = wrongsOf(await settings.checkText(bomb));
    assert.match(wrong.message, /aliases stand for too much/);
  }));
