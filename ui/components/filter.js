// @ts-check
/// <reference lib="dom" />
/**
 * @import { Address } from "../lib/address.js"
 * @import { Snapshot } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { count } from "../lib/format.js";
import { needsAttention, troubledKeys } from "../lib/series.js";

/** All series, or only those to look at; real links, so that the choice can be kept and shared. */
export function Filter(
  /** @type {{ snapshot: Snapshot, filter: "all" | "attention", address: Address }} */ props,
) {
  const { snapshot, filter, address } = props;
  const troubled = troubledKeys(snapshot.problems);
  const needy = snapshot.series.filter((view) => needsAttention(view, troubled)).length;
  const choices = [
    { name: "all", href: "/", label: "All", n: snapshot.series.length },
    { name: "attention", href: "/?show=attention", label: "Only what needs attention", n: needy },
  ];
  return html`
    <nav class="filter" aria-label="Which series">
      ${choices.map(({ name, href, label, n }) =>
        html`
          <a href=${href} onClick=${address.follow} aria-current=${name === filter ? "true" : null}>
            ${label} <span class="n">${count(n)}</span>
          </a>
        `
      )}
    </nav>
  `;
}
