// @ts-check
/**
 * What can be written: every key, what it means, and what holds without it.
 * @import { ConfigKey } from "../../../schemas/wire_app.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { ask } from "../../lib/api.js";
import { useAnswer } from "../../lib/use_answer.js";
import { Search } from "../field.js";
import { Empty, Shown } from "../states.js";

/** @returns {Promise<Answer<ConfigKey[]>>} */
const askKeys = () => ask.get("/api/config/keys");

export function Help() {
  const keys = useAnswer(askKeys, []);
  const [words, setWords] = useState("");
  return html`
    <section class="card config-help" aria-labelledby="config-help-title">
      <header class="section-line">
        <h2 id="config-help-title">What can be written here</h2>
        <${Search} label="Search keys" placeholder="Search: seal, purge, cron" value=${words}
          onInput=${setWords} />
      </header>
      <${Shown} asked=${keys} what="the keys">
        ${(/** @type {ConfigKey[]} */ keys) => html`<${Keys} keys=${fitting(keys, words)} />`}
      <//>
      <p class="help">
        The file may be changed with any other editor as well: tapedeck follows it at once, and a file that is wrong
        changes nothing. <code>tapedeck config init</code> writes one with a word on each key.
      </p>
    </section>
  `;
}

/** @param {ConfigKey[]} keys @param {string} words */
function fitting(keys, words) {
  const wanted = words.toLowerCase().split(/\s+/);
  return keys.filter(({ key, meaning }) => {
    const text = `${key} ${meaning}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** @param {{ keys: ConfigKey[] }} props */
function Keys({ keys }) {
  if (keys.length === 0) return html`<${Empty}>No key is like that.<//>`;
  return html`
    <div class="config-keys" role="region" aria-label="Keys of the config" tabindex="0">
      <dl>
      ${keys.map(({ key, type, meaning, default: usual, required }) =>
        html`
          <div key=${key}>
            <dt><code>${key}</code></dt>
            <dd>${marked(meaning)} <small>${type}${required && ", required"}${usual !== null &&
              html`, default <code>${usual}</code>`}</small></dd>
          </div>
        `
      )}
      </dl>
    </div>
  `;
}

/** What is between backquotes is code. @param {string} text */
function marked(text) {
  return text.split("`").map((part, n) => n % 2 === 1 ? html`<code>${part}</code>` : part);
}
