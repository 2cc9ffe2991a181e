// @ts-check
/// <reference lib="dom" />
import { html } from "htm/preact";
import { render } from "preact";
import { openAddress } from "./lib/address.js";
import { openLive } from "./lib/live.js";
import { App } from "./pages/app.js";

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
root.replaceChildren();
render(html`<${App} live=${openLive()} address=${openAddress()} />`, root);
