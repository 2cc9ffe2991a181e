// @ts-check
/**
 * @import { Signal } from "@preact/signals"
 * @import { Problem } from "../../schemas/snapshot.ts"
 */
import { html } from "htm/preact";
import { anchorOf } from "../lib/series.js";
import { Mark } from "./mark.js";
import { Ago, Utc } from "./time.js";

/** What is wrong, and what to do about it; the worst first. @param {{ problems: Problem[], now: Signal<number> }} props */
export function Problems({ problems, now }) {
  if (problems.length === 0) {
    return html`
      <p class="no-problems">
        <strong>No open problems.</strong> What goes wrong is listed here, with what to do about it.
      </p>
    `;
  }
  const worstFirst = problems.toSorted((a, b) =>
    Number(b.severity === "error") - Number(a.severity === "error") || b.since - a.since
  );
  return html`
    <section class="problems" aria-labelledby="problems-title">
      <h2 id="problems-title">What is wrong</h2>
      <ul>
        ${worstFirst.map((problem) =>
          html`
            <${ProblemLine} key=${`${problem.key} ${problem.sentence}`} problem=${problem} now=${now} />
          `
        )}
      </ul>
    </section>
  `;
}

/** @param {{ problem: Problem, now: Signal<number> }} props */
function ProblemLine({ problem: { severity, sentence, key, since }, now }) {
  return html`
    <li class="problem ${severity}">
      <${Mark} tone=${severity === "error" ? "bad" : "warn"} />
      <p><span class="visually-hidden">${severity}: </span>${sentence}</p>
      <p class="since">
        <${Ago} at=${since} now=${now} /><${Utc} at=${since} now=${now} />
        ${key && html`<a href="#${anchorOf(key)}">Show<span class="visually-hidden"> ${key}</span></a>`}
      </p>
    </li>
  `;
}
