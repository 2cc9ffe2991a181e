// @ts-check
/// <reference lib="dom" />
import { html } from "htm/preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

/** @typedef {"plain" | "primary" | "danger" | "quiet"} ButtonTone */

/**
 * A button that shows that it is at work, as long as the promise of `onClick` is, and cannot be pressed twice.
 * With `off` it cannot be pressed at all, and says why: it can be reached all the same, so that one learns the reason.
 * Further attributes go to the element.
 * @param {{
 *   onClick?: (event: MouseEvent) => unknown, children?: unknown, tone?: ButtonTone, busy?: boolean,
 *   off?: string | null, type?: "button" | "submit", class?: string, [name: string]: unknown,
 * }} props
 */
export function Button(
  {
    onClick,
    children,
    tone = "plain",
    busy = false,
    off = null,
    type = "button",
    class: extra = "",
    ...rest
  },
) {
  const [working, setWorking] = useState(false);
  const isShown = useRef(true);
  useEffect(() => () => void (isShown.current = false), []);
  const why = useId();
  const isBusy = busy || working;

  /** @param {MouseEvent} event */
  async function press(event) {
    if (isBusy || off !== null) return event.preventDefault();
    const work = onClick?.(event);
    if (!(work instanceof Promise)) return;
    setWorking(true);
    await work.finally(() => isShown.current && setWorking(false));
  }
  return html`
    <button
      ...${rest}
      type=${type}
      class="button ${tone} ${extra}"
      aria-busy=${isBusy || null}
      aria-disabled=${isBusy || off !== null || null}
      aria-describedby=${off === null ? rest["aria-describedby"] ?? null : why}
      title=${off ?? rest.title ?? null}
      onClick=${press}
    >${children}</button>${off !== null && html`<span id=${why} hidden>${off}</span>`}
  `;
}
