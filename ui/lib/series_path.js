// @ts-check
/** Where the page of a series is. */

const FOLDER = "/series/";

/** `/series/okx/trades/BTC-USDT+USDT` @param {string} key */
export function seriesPath(key) {
  return FOLDER + key.split("/").map(encodeURIComponent).join("/").replaceAll("%2B", "+");
}

/** The series that a path names; null: it is another page's. @param {string} path As it is in an address. */
export function keyAt(path) {
  if (!path.startsWith(FOLDER)) return null;
  try {
    return decodeURIComponent(path.slice(FOLDER.length).replace(/\/$/, "")) || null;
  } catch {
    return null; // a % that begins no byte
  }
}
