// @ts-check
/**
 * What the recorder says of a text as one types it.
 * @import { ConfigTextVerdict } from "../../../schemas/wire_app.ts"
 * @import { Answer } from "../../lib/api.js"
 */
import { useEffect, useState } from "preact/hooks";
import { ask } from "../../lib/api.js";

const PAUSE_MS = 300;

/**
 * @typedef {object} Checked
 * @property {ConfigTextVerdict | null} verdict The newest there is, maybe of an earlier text.
 * @property {boolean} isCurrent Whether it is of this text.
 * @property {string} fault Why this text could not be checked; empty: it could.
 */

/**
 * @param {string | null} text Null: not there yet.
 * @param {string | null} version The file's: what a text would change depends on it.
 * @returns {Checked}
 */
export function useVerdict(text, version) {
  const [state, setState] = useState(
    /** @type {{ of: string | null, verdict: ConfigTextVerdict | null, fault: string }} */ ({
      ...{ of: null, verdict: null, fault: "" },
    }),
  );
  const subject = `${version} ${text}`;
  useEffect(() => {
    if (text === null) return;
    const end = new AbortController();
    const timer = setTimeout(async () => {
      /** @type {Answer<ConfigTextVerdict>} */
      const answer = await ask.post("/api/config/text/check", { text }, { signal: end.signal });
      if (end.signal.aborted) return;
      setState(({ verdict }) =>
        answer.ok
          ? { of: subject, verdict: answer.value, fault: "" }
          : { of: subject, verdict, fault: answer.message }
      );
    }, state.of === null ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [subject]);
  const isCurrent = state.of === subject && state.fault === "";
  return { verdict: state.verdict, isCurrent, fault: state.of === subject ? state.fault : "" };
}
