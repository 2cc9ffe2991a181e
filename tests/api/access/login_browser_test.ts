/** The login page in a real browser: only there do its policy, its cookies and its origins count. */
import assert from "node:assert/strict";
import { type Browser, chromium, type Page } from "playwright-core";
import { assertAccessible } from "../../browser/support.ts";
import { withServer } from "../support.ts";
import { TOKEN } from "./support.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"];

function browserTest(name: string, test: (browser: Browser) => Promise<void>): void {
  Deno.test(name, async () => {
    const isThere = await Deno.stat(CHROMIUM).then(() => true, () => false);
    if (!isThere && !Deno.env.get("CI")) return console.log(`left out: ${CHROMIUM} is not installed`);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      await test(browser);
    } finally {
      await browser.close();
    }
  });
}

/** What the browser complains of, but for the statuses that are meant to be. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForLoadState("domcontentloaded");
}

browserTest(
  "one logs in without scripts, is told of a wrong token, and lands where one wanted to",
  (browser) =>
    withServer(async ({ origin }) => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      await page.goto(`${origin}/logs?tail=5`, { waitUntil: "domcontentloaded" });
      assert.equal(await page.title(), "Log in – tapedeck");
      await logIn(page, "wrong");
      assert.equal(await page.getByRole("alert").textContent(), "That token is not the right one");
      await logIn(page, TOKEN);
      assert.equal(page.url(), `${origin}/logs?tail=5`);
      assert.equal(await page.title(), "tapedeck");
      const [cookie, ...others] = await context.cookies();
      assert.deepEqual(others, []);
      const { name, httpOnly, sameSite, secure } = cookie;
      const expected = { name: "tapedeck_session", httpOnly: true, sameSite: "Strict", secure: false };
      assert.deepEqual({ name, httpOnly, sameSite, secure }, expected);
      for (const text of complaints) assert.match(text, /status of 401/);
      await context.close();
    }, { token: TOKEN }),
);

browserTest(
  "the login page is readable for everybody, in light and dark, on a phone",
  (browser) =>
    withServer(async ({ origin }) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
        const page = await context.newPage();
        await page.goto(`${origin}/?token=wrong`, { waitUntil: "domcontentloaded" });
        await assertAccessible(page);
        const width = await page.evaluate("document.documentElement.scrollWidth");
        assert.equal(width, 320);
        const picture = Deno.env.get("TAPEDECK_PICTURES");
        if (picture) await page.screenshot({ path: `${picture}/login_${colorScheme}.png` });
        await context.close();
      }
    }, { token: TOKEN }),
);

browserTest(
  "a page of another site cannot send the form, and does not carry the session",
  (browser) =>
    withServer(async ({ origin, server, deck }) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(origin, { waitUntil: "domcontentloaded" });
      await logIn(page, TOKEN);
      let stopped = 0;
      deck.setScheduler = () => Promise.resolve(void stopped++);
      const html = `<form method="post" action="${origin}/api/scheduler/stop"><button>Win</button></form>`;
      const foreign = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen: () => {} },
        () => new Response(html, { headers: { "content-type": "text/html" } }),
      );
      for (const host of ["127.0.0.1", "localhost"]) {
        await page.goto(`http://${host}:${foreign.addr.port}/`, { waitUntil: "domcontentloaded" });
        await page.getByRole("button").click();
        await page.waitForURL(`http://127.0.0.1:${server.port}/api/scheduler/stop`);
        assert.match((await page.textContent("body"))!, /A page of another origin cannot command tapedeck/);
      }
      assert.equal(stopped, 0);
      await context.close();
      await foreign.shutdown();
    }, { token: TOKEN }),
);
