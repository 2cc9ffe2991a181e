/** The API's own description, made of its routes when it is first asked for. */
import { answerText } from "./answer.ts";
import { type Route, route } from "./route.ts";

/** @param others The routes that are described; these two are added. */
export function documentRoutes(others: Route[]): Route[] {
  const openApi = once(async () => {
    const { openApiOf } = await import("./openapi.ts");
    return JSON.stringify(openApiOf(table));
  });
  const page = once(async () => {
    const { docsPageOf } = await import("./docs_page.ts");
    return docsPageOf(table);
  });
  const table: Route[] = [
    ...others,
    route({
      method: "GET",
      path: "/openapi.json",
      summary: "This API as an OpenAPI 3.1 document",
      access: "reader",
      answers: { 200: { description: "The document" } },
      handle: async () => answerText(await openApi()),
    }),
    route({
      method: "GET",
      path: "/api/docs",
      summary: "This API as a page to read",
      access: "reader",
      answers: { 200: { description: "The page", type: "text/html; charset=utf-8" } },
      async handle() {
        const { html, headers } = await page();
        return new Response(html, { headers });
      },
    }),
  ];
  return table.slice(others.length);
}

/** Makes a thing when it is first wanted; what failed is made again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () =>
    made ??= make().catch((error) => {
      made = null;
      throw error;
    });
}
