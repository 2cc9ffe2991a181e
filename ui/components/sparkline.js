// @ts-check
import { html } from "htm/preact";

const HEIGHT = 20;

/**
 * The last minute's rows as a line, a point a second, its top being the highest of them. The figure stands
 * beside it, so it is hidden from screen readers.
 * @param {{ values: number[] }} props Oldest first.
 */
export function Sparkline({ values }) {
  const top = Math.max(...values, 1);
  const points = values.map((value, second) => `${second},${(HEIGHT - (value / top) * HEIGHT).toFixed(1)}`);
  const last = Math.max(values.length - 1, 1);
  return html`
    <svg class="spark" viewBox="0 -1 ${last} ${HEIGHT + 2}" preserveAspectRatio="none" aria-hidden="true">
      <polygon points="0,${HEIGHT} ${points.join(" ")} ${last},${HEIGHT}" />
      <polyline points=${points.join(" ")} />
    </svg>
  `;
}
