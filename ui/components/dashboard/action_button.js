// @ts-check
/**
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../../lib/address.js"
 * @import { Session } from "../../lib/session.js"
 * @import { Action } from "../../lib/troubles.js"
 */
import { html } from "htm/preact";
import { ask } from "../../lib/api.js";
import { whyReadOnly } from "../../lib/session.js";
import { Button } from "../button.js";
import { say } from "../toast.js";

/**
 * @param {{ action: Action, about: string, address: Address, session: Signal<Session>, done: () => void }} props
 *   `about`: what it is about, for those who hear the page.
 */
export function ActionButton({ action, about, address, session, done }) {
  if (action.type === "link") {
    const { href, words } = action;
    return html`<a href=${href} onClick=${address.follow}>${words}<span class="visually-hidden"> (${about})</span></a>`;
  }
  const { words, path, body, said } = requestOf(action);
  async function act() {
    const answer = await ask.post(path, body);
    if (answer.ok) say(said);
    else say(answer.message, { tone: "bad" });
    done();
  }
  return html`
    <${Button} onClick=${act}
      off=${whyReadOnly(session)}>${words}<span class="visually-hidden"> (${about})</span><//>
  `;
}

/** @param {Exclude<Action, { type: "link" }>} action */
function requestOf(action) {
  switch (action.type) {
    case "fetch": {
      const { exchange, pairs, from } = action;
      const body = { exchange, pairs, start: from };
      return { words: "Fetch now", path: "/api/backfill", body, said: "What is missing is being fetched." };
    }
    case "collect": {
      const { exchange, pair } = action;
      return {
        words: "Collect now",
        path: "/api/collect",
        body: { exchange, pair },
        said: "It is being collected.",
      };
    }
    case "sync":
      return { words: "Sync now", path: "/api/storage/sync", body: {}, said: "The sync has begun." };
    default:
      throw /** @satisfies {never} */ (action);
  }
}
