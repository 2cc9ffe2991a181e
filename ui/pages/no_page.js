// @ts-check
/**
 * @import { Address } from "../lib/address.js"
 */
import { html } from "htm/preact";

/** @param {{ address: Address }} props */
export function NoPage({ address }) {
  return html`
    <section class="blank">
      <h1>There is no page at ${address.url.value.pathname}</h1>
      <p><a href="/" onClick=${address.follow}>Go to the dashboard</a>, which shows all that is recorded.</p>
    </section>
  `;
}
