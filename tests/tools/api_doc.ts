/** `deno task doc`: writes docs/api.md from the table of routes. With `--check` it fails where the file is another. */
import { describe, type Described, type Parameter } from "../../api/description.ts";
import { createSchemaBook, type JsonSchema } from "../../api/json_schema.ts";
import { jsonText, shapeText } from "../../api/shape_text.ts";
import { table } from "../contract/table.ts";

const FILE = new URL("../../docs/api.md", import.meta.url);

/** Routes that scripts written for dccd ask; the others are tapedeck's own. */
const OF_DCCD = [
  ...[
    "GET /api/config",
    "PUT /api/config",
    "POST /api/config/validate",
    "GET /api/inventory",
    "GET /api/metrics",
  ],
  ...["GET /api/jobs", "POST /api/backfill", "GET /api/backfill", "GET /api/backfill/{id}"],
  ...["DELETE /api/backfill/{id}", "POST /api/collect", "GET /api/scheduler", "POST /api/scheduler/start"],
  ...["POST /api/scheduler/stop", "GET /api/streams", "POST /api/streams/start", "POST /api/streams/stop"],
  ...["GET /api/logs", "GET /api/storage", "POST /api/storage/sync"],
];

const INTRODUCTION = `# The API

Made by \`deno task doc\` from the table of routes (\`api/routes.ts\`), as are \`/openapi.json\` and the page \`/api/docs\` of a
running tapedeck.

A request carries the token of \`settings.ui_auth_token\` where the config has one: \`Authorization: Bearer\` decides alone if
it is there, else the first that is not empty of the cookie \`dccd_token\` and \`?token=\`. Where there is neither, the
session of a login counts. Without a token all is open, on this machine alone. Twenty wrong tokens of a client are looked
at, then one more every three seconds; until then it is told 429.

Errors are \`{"detail": …}\`: a sentence, or for what does not fit a list of \`{loc, msg, type}\`. What is under \`/api/\` and
is not there is a 404, another method a 405 with \`Allow\`, both as JSON. Every GET can be asked as HEAD. Unknown keys of a
body and unknown parameters are ignored, those of the config are not. A body is taken for JSON whatever its
\`Content-Type\` says, and may have 1 MiB; an empty one counts as \`{}\`.
`;

export function apiDoc(): string {
  const book = createSchemaBook("#/");
  const routes = table.map((route) => describe(route, book));
  const sections = routes.map((each) => sectionOf(each, book.named));
  return `${[INTRODUCTION, tableOf(routes), ...sections].join("\n\n")}\n`.replaceAll(/\n{3,}/g, "\n\n");
}

/** What dccd has comes first. */
function tableOf(routes: Described[]): string {
  const [former, own] = [true, false].map((wanted) => routes.filter((each) => isOfDccd(each) === wanted));
  const missing = OF_DCCD.filter((name) => !former.some((each) => nameOf(each) === name));
  if (missing.length > 0) throw new Error(`Cannot write ${FILE.pathname}: no route is ${missing.join(", ")}`);
  return [
    "| as in dccd | answers | |",
    "| --- | --- | --- |",
    ...former.map(rowOf),
    "| **tapedeck's own** | | |",
    ...own.map(rowOf),
    "",
  ].join("\n");
}

function rowOf(described: Described): string {
  const { anchor, route, answers } = described;
  const own = answers.filter(({ status }) => status in route.answers).map(({ status }) => status);
  return `| [${nameOf(described)}](#${anchor}) | ${own.join(", ")} | ${route.summary} |`;
}

const nameOf = ({ route: { method, path } }: Described) => `${method} ${path}`;
const isOfDccd = (described: Described) => OF_DCCD.includes(nameOf(described));

const WHO = {
  anyone: "Without the token.",
  reader: "",
  writer: "Not where tapedeck is read-only (`settings.ui_readonly`).",
};

function sectionOf(described: Described, named: Record<string, JsonSchema>): string {
  const { anchor, route, parameters, bodies, answers, curl } = described;
  return [
    `<a id="${anchor}"></a>`,
    `## ${nameOf(described)}`,
    `${route.summary}. ${WHO[route.access]}`.trim(),
    route.description ?? "",
    fenced("sh", curl),
    parametersOf(parameters, named),
    ...bodies.map(({ type, schema }) => `Body (\`${type}\`):\n\n${fenced("ts", shapeText(schema, named))}`),
    ...answers.filter(({ status }) => status < 400).map((answer) => answerOf(answer, named)),
    errorsOf(answers),
    "",
  ].filter(Boolean).join("\n\n");
}

function parametersOf(parameters: Parameter[], named: Record<string, JsonSchema>): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map(({ name, in: place, required, description = "", schema }) => {
    const fallback = schema.default === undefined ? "" : `\`${schema.default}\``;
    const shape = shapeText(schema, named).replaceAll("|", "\\|");
    return `| \`${name}\` | ${place}${
      required ? ", needed" : ""
    } | ${shape} | ${fallback} | ${description} |`;
  });
  return ["| parameter | where | | default | |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function answerOf(
  { status, answer, schema }: Described["answers"][number],
  named: Record<string, JsonSchema>,
) {
  const type = answer.type ? ` (\`${answer.type}\`)` : "";
  const { example } = answer;
  return [
    `**${status}** ${answer.description}${type}`,
    schema ? fenced("ts", shapeText(schema, named)) : "",
    example === undefined
      ? ""
      : fenced("json", typeof example === "string" ? example.trim() : jsonText(example)),
  ].filter(Boolean).join("\n\n");
}

function errorsOf(answers: Described["answers"]): string {
  return answers.filter(({ status }) => status >= 400).map(({ status, answer }) => {
    const { detail } = (answer.example ?? {}) as { detail?: unknown };
    return `- **${status}** ${answer.description}${typeof detail === "string" ? `: “${detail}”` : ""}`;
  }).join("\n");
}

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

async function main(): Promise<number> {
  const text = apiDoc();
  if (!Deno.args.includes("--check")) {
    await Deno.writeTextFile(FILE, text);
    return 0;
  }
  if (await Deno.readTextFile(FILE).catch(() => "") === text) return 0;
  console.error(`${FILE.pathname} is not what the routes say; run deno task doc`);
  return 1;
}

if (import.meta.main) Deno.exit(await main());
