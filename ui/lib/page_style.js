// @ts-check
/// <reference lib="dom" />
/**
 * Styles that only one page needs: `/style_{page}.css`. Of the page that the address asked for, the head has a link
 * already.
 */

/** Those that were asked for, by address. @type {Map<string, Promise<unknown>>} */
const asked = new Map();

/** A page's code, once its styles are there too. @template T @param {string} page @param {Promise<T>} code @returns {Promise<T>} */
export async function styled(page, code) {
  const href = `/style_${page}.css`;
  await Promise.all([code, asked.get(href) ?? (isInHead(href) || ask(href))]);
  return code;
}

/** @param {string} href */
function isInHead(href) {
  return document.querySelector(`link[href="${href}"]`) !== null;
}

/** @param {string} href */
function ask(href) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loaded = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      asked.delete(href);
      reject(new Error(`Cannot load ${href}`));
    };
  });
  asked.set(href, loaded);
  document.head.append(link);
  return loaded;
}
