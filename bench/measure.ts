/** What every bench shares: warm-up, several runs, the median and its spread, and the way a figure is printed. */

export interface Measured {
  name: string;
  /** Operations a second, the median of the runs. */
  perSecond: number;
  /** Half the distance between the quartiles, as a share of the median: 0.04 is ±4 %. */
  spread: number;
}

/** The middle value; the mean of the two middle ones where their number is even. */
export function median(values: number[]): number {
  return quantile(values, 0.5);
}

/** Half the distance between the quartiles, as a share of the median. */
export function spread(values: number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values);
}

/**
 * Runs `fn` a few times unmeasured, then `runs` times, and gives its rate.
 *
 * @param fn Does one run and gives the number of operations that it did.
 *
 * @example
 * ```ts
 * const sums = await measure("sum", () => sumOf(rows), { runs: 7 });
 * console.log(line(sums, "goal 1 M/s"));
 * ```
 */
export async function measure(
  name: string,
  fn: () => number | Promise<number>,
  { runs = 7, warmup = 2 }: { runs?: number; warmup?: number } = {},
): Promise<Measured> {
  const rates: number[] = [];
  for (let run = -warmup; run < runs; run++) {
    const startedMs = performance.now();
    const operations = await fn();
    const seconds = (performance.now() - startedMs) / 1000;
    if (run >= 0) rates.push(operations / seconds);
  }
  return { name, perSecond: median(rates), spread: spread(rates) };
}

/** `sum: 6.1 M/s ±4 % · …`, the measured figure first and the notes after it. */
export function line(measured: Measured, ...notes: string[]): string {
  const head = `${measured.name}: ${rate(measured.perSecond)} ±${Math.round(measured.spread * 100)} %`;
  return [head, ...notes].join(" · ");
}

/** A rate in words: `6.1 M/s`, `812 k/s`, `97 /s`. */
export function rate(perSecond: number): string {
  if (perSecond >= 1e6) return `${figure(perSecond / 1e6)} M/s`;
  if (perSecond >= 1e3) return `${figure(perSecond / 1e3)} k/s`;
  return `${figure(perSecond)} /s`;
}

/** Two figures below ten, whole numbers above. */
function figure(value: number): string {
  return value < 10 ? value.toPrecision(2) : value.toFixed(0);
}

function quantile(values: number[], share: number): number {
  if (values.length === 0) throw new Error("Cannot take a quantile: there are no values");
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  return below + (above - below) * (at - Math.floor(at));
}
