import assert from "node:assert/strict";
import * as ccxt from "ccxt";
import { VenueFault } from "../../../actors/venue/contract.ts";
import { faultOf } from "../../../actors/venue/exchanges/errors.ts";

for (
  const [error, kind] of [
    [new ccxt.RateLimitExceeded("slow down"), "rate-limit"],
    [new ccxt.DDoSProtection("slow down"), "rate-limit"],
    [new ccxt.RequestTimeout("late"), "network"],
    [new ccxt.OnMaintenance("closed"), "network"],
    [new ccxt.ExchangeNotAvailable("closed"), "network"],
    [new ccxt.OperationFailed("-1001"), "network"],
    [new ccxt.ChecksumError("book"), "network"],
    [new ccxt.BadSymbol("no such symbol"), "final"],
    [new ccxt.AuthenticationError("needs a key"), "final"],
    [new ccxt.PermissionDenied("needs a key"), "final"],
    [new ccxt.NotSupported("no such call"), "final"],
    [new ccxt.ExchangeError('kraken {"error":["EQuery:Unknown asset pair"]}'), "final"],
    [new ccxt.ExchangeError("bybit 10016 server error"), "garbage"],
    [new ccxt.BadRequest("bad window"), "garbage"],
    [new TypeError("x is undefined"), "garbage"],
    ["text", "garbage"],
  ] as const
) {
  const name = error instanceof Error ? `${error.constructor.name} "${error.message}"` : `thrown ${error}`;
  Deno.test(`${name} is a fault of kind ${kind}`, () => {
    const fault = faultOf(error, "ask trades of BTC/USDT");
    assert.equal(fault.kind, kind);
    assert.match(fault.message, /^Cannot ask trades of BTC\/USDT: /);
    assert.equal(fault.retryAfterMs !== null, kind === "rate-limit");
  });
}

Deno.test("a fault of ours stays as it is", () => {
  const fault = new VenueFault("rate-limit", "Cannot ask: wait", 5_000);
  assert.equal(faultOf(fault, "anything"), fault);
});
