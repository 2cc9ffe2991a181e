// @ts-check
/// <reference lib="dom" />
/**
 * The lines in a box that stays at its end while it follows, and lets go once one scrolls up.
 * @import { Around } from "./line.js"
 * @import { Fold } from "./log_lines.js"
 */
import { html } from "htm/preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { FoldedLines } from "./line.js";

/** Nearer to the end than that is at the end. */
const NEAR_PX = 24;

/**
 * @param {{
 *   folds: Fold[], around: Around, follows: boolean, onScrolled: (to: "end" | "up") => void, head?: unknown,
 * }} props
 */
export function Lines({ folds, around, follows, onScrolled, head }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const lastTop = useRef(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !follows) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, [folds, follows]);

  /** @param {{ currentTarget: HTMLElement }} event */
  function onScroll({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) {
    const wentUp = scrollTop < lastTop.current - 2;
    lastTop.current = scrollTop;
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - NEAR_PX;
    if (isAtEnd) onScrolled("end");
    else if (wentUp) onScrolled("up");
  }
  return html`
    <div class="log-box" ref=${box} role="log" aria-live="off" aria-label="Lines, oldest first" tabindex="0"
      onScroll=${onScroll}>
      ${head}
      <ol>
        ${folds.map((fold) =>
          html`
            ${fold.opensDay &&
              html`<li key=${`day-${fold.n}`} class="log-day">${fold.lines[0].time.slice(0, 10)} UTC</li>`}
            <${FoldedLines} key=${fold.n} fold=${fold} around=${around} />
          `
        )}
      </ol>
    </div>
  `;
}
