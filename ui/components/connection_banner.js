// @ts-check
/// <reference lib="dom" />
/**
 * @import { Live } from "../lib/live.js"
 */
import { html } from "htm/preact";
import { duration, until, utc } from "../lib/format.js";
import { Mark } from "./mark.js";

/** Says that the figures stand still, since when, and what is being done about it. @param {{ live: Live }} props */
export function ConnectionBanner({ live }) {
  const connection = live.connection.value;
  const frozen = connection.state === "lost" && live.snapshot.value !== null;
  return html`
    <div role="status">${frozen && html`<${Frozen} live=${live} connection=${connection} />`}</div>
  `;
}

/**
 * The part that ticks is left out of what screen readers are told, or they would speak each second.
 * @param {{ live: Live, connection: { since: number, retryAt: number | null } }} props
 */
function Frozen({ live, connection: { since, retryAt } }) {
  const now = live.now.value;
  const lastNews = utc(since);
  return html`
    <div class="frozen">
      <${Mark} tone="warn" />
      <p>
        <strong>The connection to the recorder is lost.</strong> The figures are those of ${lastNews}, and the
        recorder may have been stopped. This page comes back by itself.
      </p>
      <p class="retry">
        <span aria-hidden="true">
          ${duration(now - since)} without news;${" "}
          ${retryAt === null ? "trying now…" : `next try ${until(retryAt, now)}`}
        </span>
        <button type="button" onClick=${live.retry}>Try now</button>
      </p>
    </div>
  `;
}
