/** What the recorder says of itself, over its API. */
import type { SeriesView, Snapshot } from "../../schemas/snapshot.ts";

const POLL_MS = 250;

export async function askSnapshot(url: string): Promise<Snapshot> {
  const answer = await fetch(`${url}/api/snapshot`);
  if (!answer.ok) throw new Error(`Cannot ask ${url} for its snapshot: ${answer.status}`);
  return await answer.json();
}

/** Polls until the series are as wished; rejects with what they are after `timeoutMs`. */
export async function untilSeries(
  url: string,
  isWished: (series: SeriesView[]) => boolean,
  timeoutMs = 30_000,
): Promise<SeriesView[]> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const { series } = await askSnapshot(url);
    if (isWished(series)) return series;
    if (Date.now() > endsAt) {
      throw new Error(`Not as wished after ${timeoutMs} ms: ${JSON.stringify(series)}`);
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

/** Waits until rows flow in every stream and no hole is open, three looks in a row. */
export async function untilHealed(url: string, timeoutMs = 60_000): Promise<void> {
  let looks = 0;
  await untilSeries(url, (series) => {
    const streams = series.filter(({ type }) => type !== "ohlc");
    const isCalm = streams.length > 0 &&
      streams.every(({ state, holes, rowsPerSecond }) =>
        state === "recording" && holes.length === 0 && rowsPerSecond > 0
      );
    looks = isCalm ? looks + 1 : 0;
    return looks >= 3;
  }, timeoutMs);
}
