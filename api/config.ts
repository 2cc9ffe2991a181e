/** `/api/config`: the file that says everything, read, checked and replaced as a whole. */
import * as wire from "../schemas/wire.ts";
import { answerJson } from "./answer.ts";
import { answerRefused, CHANGE_REFUSED, expectedVersion, versionHeader } from "./config_change.ts";
import { route } from "./route.ts";

const FILE = {
  storage: { local_path: "./data", remotes: [], sync_interval: 3600, min_free_gb: 1, seal_interval: 900 },
  settings: { timezone: "UTC", ui_auth_token: "********", ui_host: "127.0.0.1", ui_port: 8080 },
  histo_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], span: 3600 }],
  stream_jobs: [{ exchange: "binance", pairs: ["BTC/USDT"], channels: ["trades"] }],
};

export const configRoutes = [
  route({
    method: "GET",
    path: "/api/config",
    summary: "The config as its file has it, defaults filled in",
    description:
      "A secret is shown as `********`. What the environment lays over the file is not in it: see " +
      "/api/config/overrides. The header `ETag` is the file's version.",
    access: "reader",
    answers: { 200: { description: "The config", schema: wire.ConfigFile, example: FILE } },
    handle({ deck }) {
      const { value, version } = deck.config();
      return answerJson(value, 200, versionHeader(version));
    },
  }),
  route({
    method: "PUT",
    path: "/api/config",
    summary: "Replaces the config: everything follows it at once",
    description:
      "Jobs start, stop and change without touching the others. A `********` in a secret's place keeps the " +
      "secret. Comments of the file are kept. With `If-Match` it is refused where the file has changed meanwhile; " +
      "without it, the last one wins.",
    access: "writer",
    body: wire.ConfigBody,
    bodyExample: FILE,
    ifMatch: true,
    answers: {
      200: {
        description: "Written and in force: the config as it is now",
        schema: wire.ConfigFile,
        example: FILE,
      },
      ...CHANGE_REFUSED,
    },
    async handle({ deck, body, request }) {
      const change = await deck.saveConfig(body, expectedVersion(request));
      if (change.type !== "saved") return answerRefused(change);
      return answerJson(change.config, 200, versionHeader(change.version));
    },
  }),
  route({
    method: "POST",
    path: "/api/config/validate",
    summary: "Says whether a config could be saved, and changes nothing",
    access: "reader",
    body: wire.ConfigBody,
    bodyExample: FILE,
    answers: {
      200: {
        description: "The verdict; `error` has a line for each thing that is wrong",
        schema: wire.ConfigVerdict,
        example: { valid: false, error: "settings.ui_prot is no known key: did you mean ui_port?" },
      },
    },
    async handle({ deck, body }) {
      const error = await deck.validateConfig(body);
      return answerJson({ valid: error === null, error });
    },
  }),
  route({
    method: "GET",
    path: "/api/config/overrides",
    summary: "What environment variables lay over the config's file",
    access: "reader",
    answers: {
      200: {
        description: "By variable; secrets are masked",
        schema: wire.ConfigOverrides,
        example: { TAPEDECK_UI_PORT: "9090" },
      },
    },
    handle: ({ deck }) => answerJson(deck.configOverrides()),
  }),
];
