// @ts-check
/// <reference lib="dom" />
/** The page's colours as a canvas takes them: it knows no variables, and nothing of light and dark. */

const NAMES = /** @type {const} */ (["ink", "soft", "line", "card", "good", "bad", "warn", "accent"]);
/** @typedef {Record<typeof NAMES[number], string>} Colors */

/** @param {HTMLElement} place Something of the page; its colour is left as it was. @returns {Colors} */
export function colorsAt(place) {
  const probe = document.createElement("i");
  place.append(probe);
  const resolved = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return /** @type {Colors} */ (Object.fromEntries(resolved));
}

/** The same colour, letting through what is behind it. @param {string} rgb `rgb(1, 2, 3)` @param {number} share */
export function faint(rgb, share) {
  return rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`);
}
