// @ts-check
/// <reference lib="dom" />
/** Which rows of a long list are in sight: only those are made. */
import { useEffect, useState } from "preact/hooks";

/** Rows that are made beyond what is in sight, so that scrolling meets no blank. */
const SPARE = 10;

/**
 * @param {{ current: HTMLElement | null }} body The element that is as high as all rows.
 * @param {number} rows
 * @param {number} rowPx
 * @returns {{ from: number, to: number }} Half-open.
 */
export function useWindow(body, rows, rowPx) {
  const [seen, setSeen] = useState({ from: 0, to: 40 });
  useEffect(() => {
    let frame = 0;
    function look() {
      frame = 0;
      if (!body.current) return;
      const above = -body.current.getBoundingClientRect().top;
      const from = Math.max(0, Math.floor(above / rowPx) - SPARE);
      const to = Math.max(from, Math.ceil((above + innerHeight) / rowPx) + SPARE);
      setSeen((before) => before.from === from && before.to === to ? before : { from, to });
    }
    const lookSoon = () => frame ||= requestAnimationFrame(look);
    look();
    addEventListener("scroll", lookSoon, { passive: true });
    addEventListener("resize", lookSoon);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", lookSoon);
      removeEventListener("resize", lookSoon);
    };
  }, [rows, rowPx]);
  return { from: Math.min(seen.from, rows), to: Math.min(seen.to, rows) };
}

/** Whether the screen is so wide. @param {string} query As CSS has it. */
export function useMedia(query) {
  const [fits, setFits] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => setFits(media.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [query]);
  return fits;
}
