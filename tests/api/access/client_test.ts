import assert from "node:assert/strict";
import { clientOf } from "../../../api/access/client.ts";
import type { AccessRules } from "../../../api/deck.ts";

const RULES: AccessRules = {
  token: null,
  isReadOnly: false,
  allowedOrigins: [],
  rateLimit: null,
  isBehindProxy: true,
};
const URL_ASKED = new URL("http://127.0.0.1:8080/api/jobs");

function addressOf(forwarded: string, peer = "127.0.0.1"): string {
  return clientOf(new Headers({ "x-forwarded-for": forwarded }), URL_ASKED, peer, RULES).address;
}

Deno.test("the client is the last that the proxy names, whatever stands before it", () => {
  assert.equal(addressOf("192.0.2.1"), "192.0.2.1");
  assert.equal(addressOf("junk, 10.0.0.1 , 192.0.2.1:4711"), "192.0.2.1");
  assert.equal(addressOf("::ffff:192.0.2.1"), "192.0.2.1");
});

Deno.test("IPv6 clients are told apart by what they were given, not by what they choose", () => {
  const one = addressOf("2001:db8:1:2::1");
  assert.equal(one, "2001:db8:1:2::/64");
  for (
    const same of [
      "2001:DB8:1:2:3:4:5:6",
      "[2001:db8:1:2::9]:443",
      "2001:0db8:0001:0002::7",
      "2001:db8:1:2::",
    ]
  ) {
    assert.equal(addressOf(same), one, same);
  }
  assert.notEqual(addressOf("2001:db8:1:3::1"), one);
  assert.equal(addressOf("fe80::1%eth0"), "fe80:0:0:0::/64");
  assert.equal(addressOf("2001:db8::1"), "2001:db8:0:0::/64");
  assert.equal(addressOf("::1"), "::1");
});

Deno.test("what is no address is not believed to be one", () => {
  for (
    const junk of ["", " ", "unknown", "_hidden", "192.0.2.1 evil", "1.2.3", ":", "::::", "x".repeat(1e5)]
  ) {
    assert.equal(addressOf(junk, "192.0.2.9"), "192.0.2.9", junk.slice(0, 20));
  }
});

Deno.test("scheme and host are the proxy's word where it is trusted, and the socket's where it is not", () => {
  const headers = new Headers({
    "x-forwarded-for": "192.0.2.1",
    "x-forwarded-proto": "HTTPS",
    "x-forwarded-host": "Tape.example.com:443",
  });
  assert.deepEqual(clientOf(headers, URL_ASKED, "127.0.0.1", RULES), {
    address: "192.0.2.1",
    scheme: "https",
    host: "tape.example.com",
  });
  assert.deepEqual(clientOf(headers, URL_ASKED, "127.0.0.1", { ...RULES, isBehindProxy: false }), {
    address: "127.0.0.1",
    scheme: "http",
    host: "127.0.0.1:8080",
  });
});
