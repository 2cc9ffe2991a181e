// @ts-check
/// <reference lib="dom" />
/**
 * Asks the server. Every answer is a value: what failed says why in a sentence for people.
 */

const PATIENCE_MS = 30_000;
const LOGIN_TRIED = "tapedeck-login-tried";
const LOGIN_REST_MS = 10_000;

/** @typedef {{ loc: (string | number)[], msg: string }} Issue Where in the request, and what is wrong there. */

/**
 * `version`: the ETag, null where there is none. `status` 0: no answer came.
 * @template T
 * @typedef {{ ok: true, value: T, version: string | null }
 *   | { ok: false, status: number, message: string, issues: Issue[] }} Answer
 */

/**
 * @typedef {object} Wish
 * @property {unknown} [body] Sent as JSON.
 * @property {string | null} [version] The ETag that a change is based on: with another one it is refused, 412.
 * @property {AbortSignal} [signal]
 */

export const ask = {
  /** @template T @param {string} path @param {Wish} [wish] @returns {Promise<Answer<T>>} */
  get: (path, wish = {}) => request("GET", path, wish),
  /** @template T @param {string} path @param {unknown} [body] @param {Wish} [wish] @returns {Promise<Answer<T>>} */
  post: (path, body = {}, wish = {}) => request("POST", path, { ...wish, body }),
  /** @template T @param {string} path @param {unknown} body @param {Wish} [wish] @returns {Promise<Answer<T>>} */
  put: (path, body, wish = {}) => request("PUT", path, { ...wish, body }),
  /** @template T @param {string} path @param {Wish} [wish] @returns {Promise<Answer<T>>} */
  del: (path, wish = {}) => request("DELETE", path, wish),
};

/**
 * `/api/series?key=…`; what is null, undefined or empty is left out.
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} query
 */
export function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value != null && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? path : `${path}?${text}`;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Wish} wish
 * @returns {Promise<Answer<any>>}
 */
async function request(method, path, { body, version, signal }) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (version != null) headers["if-match"] = version;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    return await answerOf(response);
  } catch {
    const message = patience.aborted
      ? `The recorder did not answer within ${PATIENCE_MS / 1000} s. Try again.`
      : "The recorder does not answer. It may have been stopped; try again once it runs.";
    return { ok: false, status: 0, message, issues: [] };
  }
}

/** @param {Response} response @returns {Promise<Answer<any>>} */
async function answerOf(response) {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const value = isJson && text !== "" ? JSON.parse(text) : text;
  if (response.ok) return { ok: true, value, version: response.headers.get("etag") };
  if (response.status === 401) goToLogin();
  const issues = Array.isArray(value?.detail) ? value.detail : [];
  return { ok: false, status: response.status, message: faultWords(response, value?.detail), issues };
}

/** @param {Response} response @param {unknown} detail */
function faultWords({ status, headers }, detail) {
  if (status === 401) return "You are not logged in any more. Load the page anew to log in.";
  if (status === 429) return `Too many requests. Try again in ${headers.get("retry-after") ?? "a few"} s.`;
  if (Array.isArray(detail)) return detail.map(issueWords).join("; ");
  if (typeof detail === "string" && detail !== "") return detail;
  return `The recorder answered with an error (${status}). The log may say why.`;
}

/** @param {Issue} issue */
function issueWords({ loc, msg }) {
  const place = loc.slice(1).join(".");
  return place === "" ? msg : `${place}: ${msg}`;
}

/**
 * To strangers every page's address answers with the login page, so loading it anew leads there and back here.
 * Not twice in a row: whom the page lets in and the API does not, would go round in circles.
 */
export function goToLogin() {
  const lately = Date.now() - Number(sessionStorage.getItem(LOGIN_TRIED)) < LOGIN_REST_MS;
  if (lately) return;
  sessionStorage.setItem(LOGIN_TRIED, String(Date.now()));
  location.reload();
}
