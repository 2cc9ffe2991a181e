// @ts-check
/// <reference lib="dom" />
import { html } from "htm/preact";
import { render } from "preact";
import { openAddress } from "./lib/address.js";
import { openLive } from "./lib/live.js";
import { openSession } from "./lib/session.js";
import { App } from "./pages/app.js";

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
const live = openLive();
const session = openSession(live);
root.replaceChildren();
render(html`<${App} live=${live} address=${openAddress()} session=${session} />`, root);
