// @ts-check
import { html } from "htm/preact";
import { useId } from "preact/hooks";

/**
 * A card with a heading, a link to the page that has more, and room for its lines before they are there.
 * @param {{ title: string, link: { href: string, words: string }, address: import("../../lib/address.js").Address, children?: unknown }} props
 */
export function Card({ title, link, address, children }) {
  const id = useId();
  return html`
    <section class="card standing-card" aria-labelledby=${id}>
      <div class="problems-head">
        <h2 id=${id}>${title}</h2>
        <a href=${link.href} onClick=${address.follow}>${link.words}</a>
      </div>
      ${children}
    </section>
  `;
}
