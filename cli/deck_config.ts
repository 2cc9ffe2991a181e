/** The deck's config: who may ask, what the file says, and changes of it. */
import type { Deck, JobChange } from "../api/deck.ts";
import { maskSecrets } from "../schemas/secrets.ts";
import { changeJob, createJob, deleteJob, jobEntries, type JobSaved, type JobsPlace } from "./config/jobs.ts";
import type { DeckParts } from "./deck.ts";

type ConfigDeck = Pick<
  Deck,
  | "access"
  | "config"
  | "configOverrides"
  | "validateConfig"
  | "saveConfig"
  | "jobEntries"
  | "createJob"
  | "changeJob"
  | "deleteJob"
>;

export function configDeck({ settings, begun }: Pick<DeckParts, "settings" | "begun">): ConfigDeck {
  const { inForce } = settings;
  const place = async (expected: string | null): Promise<JobsPlace> => {
    return { settings: { change: (await begun.promise).change }, expected };
  };
  return {
    access() {
      const { ui_auth_token, ui_readonly, ui_allow_origins, ui_rate_limit, ui_trusted_proxy } =
        inForce().config.settings;
      return {
        token: ui_auth_token,
        isReadOnly: ui_readonly,
        allowedOrigins: ui_allow_origins,
        rateLimit: ui_rate_limit,
        isBehindProxy: ui_trusted_proxy,
      };
    },
    config: () => ({ value: maskSecrets(inForce().file), version: inForce().version }),
    configOverrides: () => inForce().overrides,
    validateConfig: settings.validate,
    async saveConfig(value, expected) {
      const change = await (await begun.promise).save(value, expected);
      if (change.type !== "saved") return change;
      return { type: "saved", config: maskSecrets(change.next.file), version: change.next.version };
    },
    jobEntries: (kind) => jobEntries(kind, inForce().file),
    createJob: async (kind, job, expected) => changed(await createJob(await place(expected), kind, job)),
    changeJob: async (kind, id, job, expected) =>
      changed(await changeJob(await place(expected), kind, id, job)),
    deleteJob: async (kind, id, expected) => changed(await deleteJob(await place(expected), kind, id)),
  };
}

function changed(saved: JobSaved): JobChange {
  if (saved.type !== "saved") return saved;
  return { type: "saved", entry: saved.entry, version: saved.next.version };
}
