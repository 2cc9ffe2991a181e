/** Settings that the config may hold and that this version does not act on: whoever set one must not believe it. */
import type { Config } from "../schemas/config.ts";

/** The names of those that are set, as the config has them. */
export function settingsWithoutEffect(config: Config): string[] {
  const { stream_jobs, exchanges } = config;
  const set: Array<[name: string, isSet: boolean]> = [
    ["stream_jobs[].connections", stream_jobs.some(({ connections }) => connections > 1)],
    ["exchanges.<id>.proxy", Object.values(exchanges).some(({ proxy }) => proxy !== undefined)],
  ];
  return set.filter(([, isSet]) => isSet).map(([name]) => name);
}
