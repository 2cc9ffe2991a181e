// @ts-check
/**
 * Parts of a page that few open: their code comes when they are shown first, or when they are about to be.
 * @import { FunctionComponent } from "preact"
 */
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { say } from "./toast.js";

/**
 * A component in place of one whose code is not there yet.
 * @template P
 * @param {() => Promise<FunctionComponent<P>>} load
 * @returns {FunctionComponent<P> & { fetch: () => void }} `fetch`: for whatever announces that it will be wanted.
 *
 * @example
 * ```js
 * const Help = later(async () => (await import("./help.js")).Help);
 * html`<button onPointerEnter=${Help.fetch} onClick=${open}>Help</button> ${isOpen && html`<${Help} />`}`;
 * ```
 */
export function later(load) {
  /** @type {FunctionComponent<P> | null} */
  let code = null;
  const fetch = async () => void (code ??= await load());

  /** @param {P} props */
  function Later(props) {
    const [, setLoaded] = useState(code !== null);
    useEffect(() => void fetch().then(() => setLoaded(true), tellFailure), []);
    return code && html`<${code} ...${props} />`;
  }
  return Object.assign(Later, { fetch: () => void fetch().catch(() => {}) });
}

function tellFailure() {
  say("Cannot open this: its code did not come. Load the page anew once the recorder runs.", { tone: "bad" });
}
