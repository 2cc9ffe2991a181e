// @ts-check
/// <reference lib="dom" />
/**
 * What is about the page itself: its colours, its keys, the session.
 * @import { Signal } from "@preact/signals"
 * @import { Session } from "../lib/session.js"
 */
import { html } from "htm/preact";
import { useEffect, useRef } from "preact/hooks";
import { logOut } from "../lib/session.js";
import { theme, THEMES } from "../lib/theme.js";
import { Button } from "./button.js";
import { helpIsOpen } from "./keyboard_help.js";
import { say } from "./toast.js";

const THEME_WORDS = { system: "As the system", light: "Light", dark: "Dark" };

/** @param {{ session: Signal<Session> }} props */
export function Menu({ session }) {
  const menu = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  useEffect(() => closeOutside(() => menu.current), []);
  const showKeys = () => {
    menu.current?.removeAttribute("open");
    helpIsOpen.value = true;
  };
  return html`
    <details class="menu" ref=${menu}>
      <summary aria-label="Colours, keys, log out">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 4h12M2 8h12M2 12h12" />
        </svg>
      </summary>
      <div class="menu-body">
        <fieldset>
          <legend>Colours</legend>
          ${THEMES.map((name) => html`<${ThemeChoice} key=${name} name=${name} />`)}
        </fieldset>
        <button type="button" class="menu-line" onClick=${showKeys}>Keyboard <kbd>?</kbd></button>
        <a class="menu-line" href="/api/docs">API</a>
        ${session.value.by !== null && html`<${LogOut} />`}
      </div>
    </details>
  `;
}

/** @param {{ name: import("../lib/theme.js").Theme }} props */
function ThemeChoice({ name }) {
  const choose = () => theme.value = name;
  return html`
    <label class="check">
      <input type="radio" name="theme" checked=${theme.value === name} onChange=${choose} />
      <span>${THEME_WORDS[name]}</span>
    </label>
  `;
}

function LogOut() {
  async function leave() {
    const answer = await logOut();
    if (!answer.ok) say(`Cannot log out: ${answer.message}`, { tone: "bad" });
  }
  return html`<${Button} class="menu-line" onClick=${leave}>Log out<//>`;
}

/** A press beside it closes it, and so does Escape. @param {() => HTMLDetailsElement | null} menuOf */
function closeOutside(menuOf) {
  /** @param {Event} event */
  function onEvent(event) {
    const menu = menuOf();
    if (!menu?.open) return;
    const isKey = event instanceof KeyboardEvent;
    if (isKey ? event.key !== "Escape" : menu.contains(/** @type {Node} */ (event.target))) return;
    menu.open = false;
    if (isKey) menu.querySelector("summary")?.focus();
  }
  addEventListener("pointerdown", onEvent);
  addEventListener("keydown", onEvent);
  return () => {
    removeEventListener("pointerdown", onEvent);
    removeEventListener("keydown", onEvent);
  };
}
