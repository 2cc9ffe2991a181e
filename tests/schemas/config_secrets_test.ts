import assert from "node:assert/strict";
import * as fc from "fast-check";
import { isSecret, maskSecrets, restoreSecrets, SECRET_MASK, secretsIn } from "../../schemas/secrets.ts";

const CONFIG = {
  storage: {
    local_path: "./data",
    remotes: [{ provider: "rclone", remote: "s3,secret_access_key=abc123:tape" }],
  },
  settings: { ui_auth_token: "t0ken", ui_port: 8080, ui_trusted_proxy: true },
  alerts: {
    webhook_url: "https://hooks.example/services/T000/B000/XXXX",
    heartbeat_url: "https://beats.example/ping/0123-4567",
    chat_id: -100123,
    max_consecutive_errors: 3,
  },
  exchanges: {
    okx: {
      endpoint: "https://me:p%40ss@gate.example/",
      proxy: "http://me:pw1@proxy:1",
      options: {
        apiKey: "k1",
        uid: 12345,
        defaultType: "swap",
        httpsProxy: "http://proxy:2",
        deep: { secret: "s1" },
      },
    },
  },
};

Deno.test("every secret is masked, in sections, in lists and in addresses, and nothing else is", () => {
  assert.deepEqual(maskSecrets(CONFIG), {
    storage: {
      local_path: "./data",
      remotes: [{ provider: "rclone", remote: `s3,secret_access_key=${SECRET_MASK}:tape` }],
    },
    settings: { ui_auth_token: SECRET_MASK, ui_port: 8080, ui_trusted_proxy: true },
    alerts: {
      webhook_url: SECRET_MASK,
      heartbeat_url: SECRET_MASK,
      chat_id: -100123,
      max_consecutive_errors: 3,
    },
    exchanges: {
      okx: {
        endpoint: SECRET_MASK,
        proxy: SECRET_MASK,
        options: {
          apiKey: SECRET_MASK,
          uid: SECRET_MASK,
          defaultType: "swap",
          httpsProxy: SECRET_MASK,
          deep: { secret: SECRET_MASK },
        },
      },
    },
  });
});

Deno.test("what is shown is read back as what is stored", () => {
  assert.deepEqual(restoreSecrets(maskSecrets(CONFIG), CONFIG), CONFIG);
  const changed = { ...maskSecrets(CONFIG), settings: { ui_auth_token: "new", ui_port: 1 } };
  assert.deepEqual(restoreSecrets(changed, CONFIG), {
    ...CONFIG,
    settings: { ui_auth_token: "new", ui_port: 1 },
  });
});

Deno.test("items of a list keep their own secrets, wherever they go", () => {
  const remotes = ["a,pass=one:x", "b,pass=two:x"].map((remote) => ({ provider: "rclone", remote }));
  const shown = maskSecrets(remotes);
  assert.deepEqual(restoreSecrets([shown[1], shown[0]], remotes), [remotes[1], remotes[0]]);
  assert.deepEqual(restoreSecrets([shown[1]], remotes), [remotes[1]]);
  // Both are shown alike: which one is meant nobody can say.
  const alike = ["a,pass=one:x", "a,pass=two:x"].map((remote) => ({ provider: "rclone", remote }));
  assert.throws(
    () => restoreSecrets([maskSecrets(alike)[1]], alike),
    /^Error: \[0\] has \*{8} in it, and no one/,
  );
});

Deno.test("a mask that stands for nothing is an error that names its key", () => {
  const message = (value: unknown) => {
    try {
      restoreSecrets(value, { ...CONFIG, alerts: { webhook_url: null } });
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.match(
    message({ alerts: { webhook_url: SECRET_MASK } })!,
    /^alerts\.webhook_url is \*{8}: .* none is stored/,
  );
  assert.match(message({ exchanges: { kraken: { proxy: SECRET_MASK } } })!, /^exchanges\.kraken\.proxy is/);
  assert.match(message({ storage: { local_path: SECRET_MASK } })!, /^storage\.local_path is/);
  assert.equal(message({ settings: { ui_auth_token: SECRET_MASK } }), undefined);
});

Deno.test("all secrets are listed in each form that they turn up in, the longest first", () => {
  const secrets = secretsIn(CONFIG);
  for (
    const secret of [
      "abc123",
      "t0ken",
      "https://hooks.example/services/T000/B000/XXXX",
      "/services/T000/B000/XXXX",
      "/ping/0123-4567",
      "http://me:pw1@proxy:1",
      "http://me:pw1@proxy:1/",
      "pw1",
      "https://me:p%40ss@gate.example/",
      "p%40ss",
      "p@ss",
      "k1",
      "12345",
      "s1",
    ]
  ) assert.ok(secrets.includes(secret), secret);
  for (const open of ["", "swap", "./data", "tape", "me", "/"]) assert.ok(!secrets.includes(open), open);
  assert.deepEqual(secrets, secrets.toSorted((a, b) => b.length - a.length));
});

Deno.test("what looks like a secret's name counts, what the config itself has does not", () => {
  for (
    const name of [
      "apiKey",
      "secret",
      "password",
      "privateKey",
      "passphrase",
      "accessToken",
      "walletAddress",
      "uid",
    ]
  ) {
    assert.ok(isSecret(name), name);
  }
  for (
    const name of [
      "ui_trusted_proxy",
      "endpoint",
      "options",
      "exchange",
      "pairs",
      "span",
      "ui_port",
      "remote",
    ]
  ) {
    assert.ok(!isSecret(name), name);
  }
});

Deno.test("whatever a config's options are, a masked copy is read back as it was", () => {
  const key = fc.oneof(fc.constantFrom("apiKey", "secret", "a", "proxy"), fc.string());
  const options = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }));
  fc.assert(fc.property(options, (value) => {
    if (JSON.stringify(value).includes(SECRET_MASK)) return;
    const stored = JSON.parse(JSON.stringify({ exchanges: { okx: { options: value } } }));
    assert.deepEqual(restoreSecrets(maskSecrets(stored), stored), stored);
  }));
});
