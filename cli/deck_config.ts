/** The deck's config: who may ask, what the file says, and changes of it. */
import type { ConfigChange, Deck, JobChange } from "../api/deck.ts";
import type { Config } from "../schemas/config.ts";
import { maskSecrets } from "../schemas/secrets.ts";
import type { ConfigTextVerdict } from "../schemas/wire_app.ts";
import { changesOf } from "./config/changes.ts";
import { changeJob, createJob, deleteJob, jobEntries, type JobSaved, type JobsPlace } from "./config/jobs.ts";
import type { Saved } from "./config/save.ts";
import type { CheckedText } from "./config/shown_text.ts";
import { doubtsOf } from "./config_doubts.ts";
import type { DeckParts } from "./deck.ts";
import { settingsWithoutEffect } from "./not_yet.ts";

type ConfigDeck = Pick<
  Deck,
  | "access"
  | "config"
  | "configOverrides"
  | "validateConfig"
  | "saveConfig"
  | "configText"
  | "checkConfigText"
  | "saveConfigText"
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
    saveConfig: async (value, expected) => shownChange(await (await begun.promise).save(value, expected)),
    configText: async () => ({ ...await settings.text(), path: settings.place.path }),
    checkConfigText: async (text) => verdictOn(await settings.checkText(text), inForce().config),
    saveConfigText: async (text, expected) =>
      shownChange(await (await begun.promise).saveText(text, expected)),
    jobEntries: (kind) => jobEntries(kind, inForce().file),
    createJob: async (kind, job, expected) => changed(await createJob(await place(expected), kind, job)),
    changeJob: async (kind, id, job, expected) =>
      changed(await changeJob(await place(expected), kind, id, job)),
    deleteJob: async (kind, id, expected) => changed(await deleteJob(await place(expected), kind, id)),
  };
}

function shownChange(saved: Saved): ConfigChange {
  if (saved.type !== "saved") return saved;
  return { type: "saved", config: maskSecrets(saved.next.file), version: saved.next.version };
}

function verdictOn(checked: CheckedText, now: Config): ConfigTextVerdict {
  if (!checked.ok) return { valid: false, errors: checked.wrongs, changes: [], warnings: [] };
  const { config, file, warnings } = checked.next;
  const withoutEffect = settingsWithoutEffect(config).map((name) => `${name} has no effect in this version`);
  return {
    valid: true,
    errors: [],
    changes: changesOf(now, config),
    warnings: [...doubtsOf(file), ...warnings, ...withoutEffect],
  };
}

function changed(saved: JobSaved): JobChange {
  if (saved.type !== "saved") return saved;
  return { type: "saved", entry: saved.entry, version: saved.next.version };
}
