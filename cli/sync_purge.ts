/** A purge after a sync, by the tapedeck that runs. */
import { z } from "zod";
import { Started } from "../schemas/wire.ts";
import { Storage } from "../schemas/wire_storage.ts";
import type { App } from "./client.ts";
import type { Environment } from "./environment.ts";
import { LOOK_EVERY_MS, patiently, pause } from "./follow.ts";
import type { RemoteEnd } from "./sync.ts";

/** What `/api/storage` says of purges. */
const PurgeNow = z.object({
  purging: z.boolean(),
  last_purge: z.number().nullable(),
  remotes: z.array(z.object({
    remote: z.string(),
    purged_files: z.number(),
    purged_bytes: z.number(),
    last_purge_error: z.string().nullable(),
  })),
});

/** @param so What came of the sync, and what was said of the storage before it. */
export async function purgeByApp(
  app: App,
  { ends, before }: { ends: RemoteEnd[]; before: Storage },
  { clock }: Environment,
): Promise<RemoteEnd[]> {
  const look = async () => read(await patiently(clock, () => app.get("/api/storage", Storage)));
  const { last_purge: last } = await look();
  await app.post("/api/storage/purge", Started);
  for (;;) {
    const now = await look();
    if (!now.purging && now.last_purge !== last) return withPurged(ends, read(before), now);
    await pause(clock, LOOK_EVERY_MS);
  }
}

function read(storage: Storage): z.infer<typeof PurgeNow> {
  const parsed = PurgeNow.safeParse(storage);
  if (parsed.success) return parsed.data;
  throw new Error("Cannot follow the purge: this tapedeck does not tell of it; see its log");
}

/** What became fewer is what was brought back meanwhile. */
function withPurged(
  ends: RemoteEnd[],
  before: z.infer<typeof PurgeNow>,
  after: z.infer<typeof PurgeNow>,
): RemoteEnd[] {
  return ends.map((end) => {
    const [was, is] = [before, after].map(({ remotes }) =>
      remotes.find(({ remote }) => remote === end.remote)
    );
    const files = Math.max(0, (is?.purged_files ?? 0) - (was?.purged_files ?? 0));
    const bytes = Math.max(0, (is?.purged_bytes ?? 0) - (was?.purged_bytes ?? 0));
    return { ...end, purged: { files, bytes, error: is?.last_purge_error ?? null } };
  });
}
