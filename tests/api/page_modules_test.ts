import assert from "node:assert/strict";
import { importMapOf, moduleGraph, withLinks } from "../../api/page_modules.ts";

function graphOf(files: Record<string, string>, importMap = "") {
  return moduleGraph((path) => files[path], importMap);
}

Deno.test("a page's modules are those that it imports, by whatever way of writing, and those that they import", () => {
  const modulesOf = graphOf({
    "/main.js":
      'import { a } from "./lib/a.js";\nimport "./effect.js";\nimport {\n  b,\n  c,\n} from "./b.js";',
    "/lib/a.js": 'export { d } from "../d.js";\nexport * from "./e.js";',
    "/effect.js": "",
    "/b.js": 'import*as x from"./d.js";import y,{z as w}from"./f.js";',
    "/d.js": 'export const NAME = "./other.js";',
    "/lib/e.js": "",
    "/f.js": "",
    "/other.js": "",
  });
  assert.deepEqual(modulesOf(["/main.js"]).sort(), [
    "/b.js",
    "/d.js",
    "/effect.js",
    "/f.js",
    "/lib/a.js",
    "/lib/e.js",
    "/main.js",
  ]);
});

Deno.test("a module that is loaded later, or that there is not, is left out; a circle ends", () => {
  const modulesOf = graphOf({
    "/main.js": 'import "./a.js";\nconst load = () => import("./later.js");\nimport "./gone.js";',
    "/a.js": 'import "./main.js";',
    "/later.js": "",
  });
  assert.deepEqual(modulesOf(["/main.js", "/none.js"]), ["/main.js", "/a.js"]);
});

Deno.test("bare names are looked up in the page's import map", () => {
  const html = '<script type="importmap">{ "imports": { "preact": "/vendor/preact.mjs" } }</script>';
  const modulesOf = graphOf(
    { "/main.js": 'import { h } from "preact";', "/vendor/preact.mjs": "" },
    importMapOf(html),
  );
  assert.deepEqual(modulesOf(["/main.js"]), ["/main.js", "/vendor/preact.mjs"]);
});

Deno.test("links come last in the head, sheets before modules", () => {
  const html = "<head>\n    <title>t</title>\n  </head>\n";
  assert.equal(
    withLinks(html, { sheets: ["/a.css"], modules: ["/b.js"] }),
    '<head>\n    <title>t</title>\n    <link rel="stylesheet" href="/a.css">\n' +
      '    <link rel="modulepreload" fetchpriority="low" href="/b.js">\n  </head>\n',
  );
});
