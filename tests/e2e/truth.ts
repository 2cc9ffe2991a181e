/** What the sandbox exchange holds, by its own account. */

/** A trade as the sandbox tells it; times in ms. */
export interface TrueTrade {
  id: number;
  tsMs: number;
  price: number;
  amount: number;
  firstId: number;
  lastId: number;
  side: "buy" | "sell";
}

export interface TrueCandle {
  openMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  quoteVolume: number;
  trades: number;
  takerBuyVolume: number;
}

/** ms, half-open. */
export interface TruthRange {
  fromMs: number;
  toMs: number;
}

/** `symbol` is the exchange's own: BTCUSDT. */
export async function truthTrades(url: string, symbol: string, range: TruthRange): Promise<TrueTrade[]> {
  const rows = await ask(truthUrl(url, "trades", symbol, range)) as Array<Record<string, unknown>>;
  return rows.map(({ a, T, p, q, f, l, m }) => ({
    id: Number(a),
    tsMs: Number(T),
    price: Number(p),
    amount: Number(q),
    firstId: Number(f),
    lastId: Number(l),
    side: m ? "sell" : "buy",
  }));
}

export async function truthCandles(
  url: string,
  symbol: string,
  interval: string,
  range: TruthRange,
): Promise<TrueCandle[]> {
  const rows = await ask(truthUrl(url, "candles", symbol, range, { interval })) as unknown[][];
  return rows.map((row) => row.map(Number)).map((
    [openMs, open, high, low, close, volume, , quoteVolume, trades, takerBuyVolume],
  ) => ({ openMs, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume }));
}

/** Writes the answer of a truth route into a file, for ranges too large for memory. */
export async function saveTruth(
  path: string,
  url: string,
  what: "trades" | "candles",
  symbol: string,
  range: TruthRange,
  more: Record<string, string> = {},
): Promise<void> {
  const answer = await fetch(truthUrl(url, what, symbol, range, more));
  if (!answer.ok) throw new Error(`Cannot ask the truth: ${answer.status} ${await answer.text()}`);
  await Deno.writeFile(path, answer.body!);
}

/** Has the sandbox misbehave, see its `/_sandbox/faults`. */
export async function makeTrouble(url: string, ...faults: Array<Record<string, unknown>>): Promise<void> {
  const answer = await fetch(`${url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(faults) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Cannot make trouble: ${answer.status} ${text}`);
}

export async function endTrouble(url: string): Promise<void> {
  await (await fetch(`${url}/_sandbox/faults`, { method: "DELETE" })).body?.cancel();
}

function truthUrl(
  url: string,
  what: string,
  symbol: string,
  { fromMs, toMs }: TruthRange,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ symbol, from: `${fromMs}`, to: `${toMs}`, ...more });
  return `${url}/_sandbox/truth/${what}?${query}`;
}

async function ask(address: string): Promise<unknown> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`Cannot ask the truth: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
