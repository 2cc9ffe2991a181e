/** `/api/config/text`: the config's file as people write it, with its comments, and with masks for its secrets. */
import { ApiError } from "../schemas/wire.ts";
import { ConfigText, ConfigTextBody, ConfigTextSaved, ConfigTextVerdict } from "../schemas/wire_app.ts";
import { answerJson } from "./answer.ts";
import { answerRefused, CHANGE_REFUSED, expectedVersion, versionHeader } from "./config_change.ts";
import { route } from "./route.ts";

const VERSION = "0f3a9c51d2b7e648";
const TEXT = "stream_jobs:\n  - { exchange: sandbox, pairs: [BTC/USDT], channels: [trades] }  # since May\n" +
  'settings:\n  ui_auth_token: "********"\n';

export const configTextRoutes = [
  route({
    method: "GET",
    path: "/api/config/text",
    summary: "The config's file as a text, with its comments",
    description: 'Secrets are `"********"`, in comments too. The header `ETag` is the file\'s version.',
    access: "reader",
    answers: {
      200: {
        description: "The text",
        schema: ConfigText,
        example: { text: TEXT, version: VERSION, path: "/srv/tape/tapedeck.yaml" },
      },
    },
    async handle({ deck }) {
      const text = await deck.configText();
      return answerJson(text, 200, versionHeader(text.version));
    },
  }),
  route({
    method: "POST",
    path: "/api/config/text/check",
    summary:
      "Says what is wrong with such a text, line by line, or what it would change; and changes nothing",
    access: "reader",
    body: ConfigTextBody,
    bodyExample: { text: TEXT },
    answers: {
      200: {
        description: "The verdict",
        schema: ConfigTextVerdict,
        example: {
          valid: false,
          errors: [{
            ...{ line: 4, column: 3, path: "settings.ui_prot" },
            message: "settings.ui_prot is no known key: did you mean ui_port?",
          }],
          changes: [],
          warnings: [],
        },
      },
    },
    handle: async ({ deck, body }) => answerJson(await deck.checkConfigText(body.text)),
  }),
  route({
    method: "PUT",
    path: "/api/config/text",
    summary: "Writes such a text into the config's file: everything follows it at once",
    description:
      "It is written as it is, but for masks, which stand for the secrets that the file has at the same keys. With " +
      "`If-Match` it is refused where the file has changed meanwhile; without it, the last one wins.",
    access: "writer",
    body: ConfigTextBody,
    bodyExample: { text: TEXT },
    ifMatch: true,
    answers: {
      200: { description: "Written and in force", schema: ConfigTextSaved, example: { version: VERSION } },
      ...CHANGE_REFUSED,
      422: { ...CHANGE_REFUSED[422], schema: ApiError },
    },
    async handle({ deck, body, request }) {
      const change = await deck.saveConfigText(body.text, expectedVersion(request));
      if (change.type !== "saved") return answerRefused(change);
      return answerJson({ version: change.version }, 200, versionHeader(change.version));
    },
  }),
];
