/** Serves the page over the made-up board, to look at it: `deno run -A --config tests/deno.json tests/browser/serve_fixture.ts`. */
import { createApp } from "../../api/app.ts";
import { loadAssets } from "../../api/pages.ts";
import { serve } from "../../api/serve.ts";
import { realClock } from "../../actors/kernel/clock.ts";
import { createFixtureDeck } from "./fixture_deck.ts";
import { troubledDeck } from "./fixture_troubles.ts";

const clock = realClock();
const deck = Object.assign(createFixtureDeck(clock.now()), troubledDeck(clock.now()));
const assets = await loadAssets(new URL("../../ui/", import.meta.url));
const app = createApp(deck, { clock, assets });
const server = await serve(app, { host: "127.0.0.1", port: 0, clock, deck });
setInterval(() => deck.tick(clock.now()), 1000);
console.log(`http://127.0.0.1:${server.port}/`);
