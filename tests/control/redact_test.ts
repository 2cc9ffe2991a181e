import assert from "node:assert/strict";
import fc from "fast-check";
import { createLog } from "../../actors/control/log.ts";
import { createRedactor } from "../../actors/control/redact.ts";
import { TestClock } from "../../actors/kernel/test_clock.ts";

const redactor = (...secrets: string[]) => createRedactor(() => secrets);
const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const anyText = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
const anySecret = anyText.filter((text) => text.length >= 4 && !/^\**$/.test(text));

Deno.test("a secret is replaced wherever it stands, and the rest stays", () => {
  assert.equal(
    redactor("hunter22")("got hunter22 and (hunter22), hunter2"),
    "got ******** and (********), hunter2",
  );
});

Deno.test("no line has a secret, whatever it is and wherever in a text it stands", () =>
  fc.assert(
    fc.property(anySecret, anyText, anyText, anyText, (secret, before, between, after) => {
      const shown: string[] = [];
      const log = createLog({
        clock: new TestClock(),
        terminal: (line) => void shown.push(line.slice("00:00:00 info    ".length)),
        colour: false,
        secrets: () => [secret],
      });
      const text = before + secret + between + secret + after;
      log.info(text, "");
      log.info("", text);
      for (const line of shown) assert.ok(!line.slice(line.startsWith(": ") ? 2 : 0).includes(secret), line);
    }),
    { numRuns: 500 },
  ));

Deno.test("no line has a secret in percent-encoding, in a query, escaped as JSON, or in base64", () =>
  fc.assert(
    fc.property(
      anySecret.map((text) => text.toWellFormed()),
      fc.string(),
      fc.string(),
      (secret, user, after) => {
        const redact = redactor(secret);
        const percent = encodeURIComponent(secret);
        const wholeChars = Math.floor(new TextEncoder().encode(secret).length * 8 / 6);
        const forms = [
          percent,
          percent.replace(/%../g, (code) => code.toLowerCase()),
          new URLSearchParams({ x: secret }).toString().slice(2),
          JSON.stringify(secret).slice(1, -1),
          base64(secret).slice(0, wholeChars),
        ];
        for (const form of forms) assert.ok(!redact(`x ${form} y`).includes(form), form);
        const basic = base64(`${user}:${secret}${after}`);
        assert.notEqual(redact(`x ${basic} y`), `x ${basic} y`);
      },
    ),
    { numRuns: 500 },
  ));

Deno.test("percent-encoding in small letters, or of some characters only, hides nothing", () => {
  const redact = redactor("pä:s/w r*d");
  for (const form of ["p%c3%a4:s%2fw%20r*d", "p%C3%A4%3As/w+r%2Ad", "pä%3as/w r*d"]) {
    assert.equal(redact(`[${form}]`), "[********]");
  }
});

Deno.test("every secret of a set goes, the longer one whole", () => {
  const redact = redactor("abcd", "abcdefgh");
  assert.equal(redact("abcdefgh abcd abcdef"), "******** ******** ********ef");
});

Deno.test("secrets that are shorter than four characters are left in words, and hidden in their places", () => {
  const redact = redactor("a", "xyz", "");
  assert.equal(redact("a text of xyz"), "a text of xyz");
  assert.equal(redact("GET /api/jobs?token=xyz"), "GET /api/jobs?token=********");
});

Deno.test("what stands in a token's or a password's place is hidden without being known", () => {
  const redact = redactor();
  const cases = {
    "GET /api/logs?tail=5&token=s3cret&x=1": "GET /api/logs?tail=5&token=********&x=1",
    "Authorization: Bearer s3cret, then": "Authorization: Bearer ********, then",
    "authorization: s3cret": "authorization: ********",
    '{"Authorization":"Basic dTpw","x":1}': '{"Authorization":"Basic ********","x":1}',
    "sent Bearer abcdef0123": "sent Bearer ********",
    "proxy http://user:p@ss@proxy:3128/x": "proxy http://user:********@proxy:3128/x",
    "socks5://:pw@h": "socks5://:********@h",
    "cookie dccd_token=s3cret; tapedeck_session=abc": "cookie dccd_token=********; tapedeck_session=********",
  };
  for (const [text, wanted] of Object.entries(cases)) assert.equal(redact(text), wanted);
});

Deno.test("ordinary lines stay as they are", () => {
  const redact = redactor("hunter22");
  for (
    const line of [
      'connection lost: wss://stream.binance.com:9443/ws "1006"; again at 2024-01-01T00:00:00.000Z',
      "http://127.0.0.1:8080/@x and a@b.c, the token is missing, basic checks",
      "gap 2024-01-01T00:00:00.000Z to 2024-01-01T00:01:00.000Z, outage: bearer of news",
      "********",
    ]
  ) assert.equal(redact(line), line);
});

Deno.test("after a change of the config the old secret goes on being hidden, and the new one is", () => {
  let secrets = ["old-secret"];
  const redact = createRedactor(() => secrets);
  assert.equal(redact("old-secret new-secret"), "******** new-secret");
  secrets = ["new-secret"];
  assert.equal(redact("old-secret new-secret"), "******** ********");
});

Deno.test("however many secrets there are or were, those in force are hidden", () => {
  const named = (n: number) => `secret-${String(n).padStart(4, "0")}`;
  let secrets = Array.from({ length: 1_000 }, (_, n) => named(n));
  const redact = createRedactor(() => secrets);
  for (const secret of secrets) assert.equal(redact(`is ${secret}`), "is ********");
  for (let n = 2_000; n < 2_300; n++) {
    secrets = [named(n)];
    assert.equal(
      redact(`${named(n - 1)} ${named(n)}`),
      n === 2_000 ? "secret-1999 ********" : "******** ********",
    );
  }
});

Deno.test("a secret of a megabyte is hidden to its end", () => {
  const secret = "0123456789abcdef".repeat(65_536);
  assert.equal(redactor(secret)(`x ${secret} y`), "x ******** y");
});

Deno.test("a long text is looked through in time that grows with its length alone", () => {
  const redact = redactor("hunter22", "p:a/b c");
  const texts = ["a", "://", "://a:", "bearer ", "authorization: ", "&token=", "http://u:p", "%3"];
  const startedAt = performance.now();
  for (const text of texts) redact(text.repeat(200_000));
  assert.ok(performance.now() - startedAt < 60_000);
});
