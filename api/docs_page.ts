/** `/api/docs`: the routes as a page to read. One file without scripts; its style is allowed by its hash. */
import { createHash } from "node:crypto";
import { VERSION } from "../version.ts";
import { API_HEADERS } from "./answer.ts";
import { describe, type Described, type Parameter } from "./description.ts";
import { DOCS_STYLE } from "./docs_style.ts";
import { createSchemaBook, type JsonSchema } from "./json_schema.ts";
import type { Route } from "./route.ts";
import { jsonText, shapeText } from "./shape_text.ts";

type Named = Record<string, JsonSchema>;

export function docsPageOf(table: Route[]): { html: string; headers: Record<string, string> } {
  const book = createSchemaBook("#/");
  const routes = table.map((route) => describe(route, book));
  const hash = createHash("sha256").update(DOCS_STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'self' 'sha256-${hash}'; img-src 'self'; base-uri 'none'; ` +
    "form-action 'none'; frame-ancestors 'none'";
  return {
    html: pageOf(routes, book.named),
    headers: {
      ...API_HEADERS,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
    },
  };
}

function pageOf(routes: Described[], named: Named): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The API of tapedeck</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/styles/palette.css">
<style>${DOCS_STYLE}</style>
</head>
<body>
<nav aria-label="Routes"><a class="home" href="/">tapedeck</a><ul>${routes.map(linkOf).join("")}</ul></nav>
<main>
<header>
<h1>The API of tapedeck <small>${VERSION}</small></h1>
<p>Each request carries the token of <code>settings.ui_auth_token</code>, where the config has one: as <code>Authorization:
Bearer TOKEN</code>, as the cookie <code>dccd_token</code> or as <code>?token=</code>; the first that is there decides. A
login gives a session instead. Errors are <code>{"detail": …}</code>: a sentence, or a list of what does not fit. The
same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
</header>
${routes.map((each) => articleOf(each, named)).join("\n")}
</main>
</body>
</html>
`;
}

function linkOf({ anchor, route: { method, path } }: Described): string {
  return `<li><a href="#${anchor}">${methodOf(method)} <span>${escaped(path)}</span></a></li>`;
}

function articleOf(described: Described, named: Named): string {
  const { route, anchor, parameters, bodies, answers, curl } = described;
  const inner = [
    route.description ? `<p>${inWords(route.description)}</p>` : "",
    `<pre class="curl"><code>${escaped(curl)}</code></pre>`,
    parameters.length > 0 ? parametersOf(parameters, named) : "",
    ...bodies.map(({ type, schema }) =>
      `<h3>Body</h3><p class="type">${escaped(type)}</p>${codeOf(shapeText(schema, named))}`
    ),
    `<h3>Answers</h3>`,
    ...answers.map((answer) => answerOf(answer, named)),
  ];
  return `<article id="${anchor}">
<h2><a href="#${anchor}">${methodOf(route.method)} <span>${escaped(route.path)}</span></a></h2>
<p class="summary">${inWords(route.summary)} <small>${WHO[route.access]}</small></p>
${inner.join("\n")}
</article>`;
}

const WHO: Record<Route["access"], string> = {
  anyone: "without the token",
  reader: "",
  writer: "not where tapedeck is read-only",
};

function parametersOf(parameters: Parameter[], named: Named): string {
  const rows = parameters.map(({ name, in: place, required, description, schema }) => {
    const words = [
      description ?? "",
      place === "header" ? "a header" : place === "path" ? "in the path" : required ? "needed" : "",
      schema.default === undefined ? "" : `\`${schema.default}\` by default`,
    ].filter(Boolean);
    return `<tr><th scope="row"><code>${name}</code></th><td><code>${
      escaped(shapeText(schema, named))
    }</code></td>` +
      `<td>${inWords(words.join("; "))}</td></tr>`;
  });
  return `<h3>Parameters</h3><table>${rows.join("")}</table>`;
}

function answerOf({ status, answer, schema }: Described["answers"][number], named: Named): string {
  const title = `<b class="status s${String(status)[0]}">${status}</b> ${inWords(answer.description)}`;
  if (status >= 400) return `<p class="answer">${title}${detailOf(answer.example)}</p>`;
  const parts = [
    schema
      ? codeOf(shapeText(schema, named))
      : answer.type
      ? `<p class="type">${escaped(answer.type)}</p>`
      : "",
    answer.example === undefined ? "" : `<p class="type">for example</p>${codeOf(textOf(answer.example))}`,
  ];
  return `<details open><summary>${title}</summary>${parts.join("")}</details>`;
}

/** The sentence that comes with a status. */
function detailOf(example: unknown): string {
  const { detail } = (example ?? {}) as { detail?: unknown };
  return typeof detail === "string" ? `: <q>${escaped(detail)}</q>` : "";
}

function textOf(example: unknown): string {
  return typeof example === "string" ? example : jsonText(example);
}

const codeOf = (text: string) => `<pre><code>${escaped(text)}</code></pre>`;

const methodOf = (method: string) => `<b class="method ${method.toLowerCase()}">${method}</b>`;

function inWords(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}
