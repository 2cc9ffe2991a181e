import assert from "node:assert/strict";
import { WrongUsage } from "../../cli/arguments.ts";
import { exchanges, type ExchangesFlags } from "../../cli/exchanges.ts";
import { offers } from "../../actors/venue/exchanges/offers.ts";
import { parseConfig } from "../../schemas/config.ts";
import { parseYaml } from "../../cli/config/yaml.ts";
import { openConsole } from "./console.ts";

async function shown(flags: ExchangesFlags): Promise<string> {
  const { environment, out } = openConsole();
  assert.equal(await exchanges(flags, environment), 0);
  return out();
}

Deno.test("exchanges lists every exchange in a line, and says what the words mean", async () => {
  const text = await shown({});
  for (const id of offers().keys()) assert.match(text, new RegExp(`^${id} +\\S`, "m"));
  assert.match(text, /^binance +spot +proven +sampled, raw +1m to 1mo, all +all, proven$/m);
  assert.match(text, /^hyperliquid .* newest 5,000 +-$/m);
  assert.match(text, new RegExp(`^${offers().size} exchanges$`, "m"));
});

Deno.test("exchanges --type lists those that have it alone", async () => {
  const candles = await shown({ type: "ohlc" });
  assert.doesNotMatch(candles, /^blockchaincom /m);
  assert.match(candles, /^mudrex /m);
  const books = await shown({ type: "book" });
  assert.doesNotMatch(books, /^mudrex /m);
  assert.match(books, /^blockchaincom /m);
});

Deno.test("exchanges --json gives what is known as one array, or one object", async () => {
  const all = JSON.parse(await shown({ json: true }));
  assert.deepEqual(all, JSON.parse(JSON.stringify([...offers().values()])));
  const kraken = JSON.parse(await shown({ exchange: "kraken", json: true }));
  assert.deepEqual(kraken.candles.reach, { type: "newest", rows: 720 });
});

Deno.test("of one exchange it says in sentences what is recorded and what that proves", async () => {
  const okx = await shown({ exchange: "okx" });
  assert.match(okx, /^OKX \(okx\), at home in CN, US; markets: spot, swap, future$/m);
  assert.match(okx, /Their ids follow each other, so a\s+missing one is seen/);
  assert.match(
    okx,
    /Of the last 90 days, nothing older\. That they are complete is shown by their ids and by/,
  );
  assert.match(okx, /1m \(60\), 3m \(180\)/);
  const alpaca = await shown({ exchange: "alpaca" });
  assert.match(alpaca, /Its answers prove nothing/);
  for (const id of offers().keys()) {
    for (const line of (await shown({ exchange: id })).split("\n")) assert.ok(line.length <= 100, line);
  }
});

Deno.test("the jobs that it gives to paste are a config, whatever the exchange", async () => {
  for (const id of offers().keys()) {
    const text = await shown({ exchange: id });
    const yaml = text.split(":\n\n").at(-1)!;
    const parsed = parseConfig(parseYaml(yaml));
    assert.ok(parsed.ok, `${id}: ${JSON.stringify(parsed)}\n${yaml}`);
    const jobs = [...parsed.config.stream_jobs, ...parsed.config.histo_jobs];
    assert.ok(jobs.every(({ exchange }) => exchange === id), yaml);
  }
});

Deno.test("an unknown exchange is wrong usage that says which was meant", async () => {
  const { environment } = openConsole();
  const refused = async (flags: ExchangesFlags, says: RegExp) =>
    await assert.rejects(
      exchanges(flags, environment),
      (error) => error instanceof WrongUsage && says.test(error.message),
    );
  await refused(
    { exchange: "binanc" },
    /^Cannot use "binanc": there is no such exchange; did you mean binance\?$/,
  );
  await refused({ exchange: "huobi", pairs: "BTC" }, /did you mean htx\?$/);
  await refused({ exchange: "no-such-thing-at-all" }, /tapedeck exchanges lists them all$/);
  await refused({ pairs: "BTC" }, /^Cannot list pairs: name the exchange/);
});
