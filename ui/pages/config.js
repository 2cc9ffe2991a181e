// @ts-check
/// <reference lib="dom" />
/**
 * The file that says what is recorded, to read and to change.
 * @import { Signal } from "@preact/signals"
 * @import { Address } from "../lib/address.js"
 * @import { Live } from "../lib/live.js"
 * @import { Session } from "../lib/session.js"
 * @import { ConfigFile } from "../components/config/config_file.js"
 * @import { Checked } from "../components/config/use_verdict.js"
 */
import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { AlertsCard } from "../components/config/alerts_card.js";
import { openConfigFile } from "../components/config/config_file.js";
import { Conflict, ConflictNotice } from "../components/config/conflict.js";
import { Editor, showAt } from "../components/config/editor.js";
import { Help } from "../components/config/help.js";
import { offsetOf } from "../components/config/indent.js";
import { Overrides } from "../components/config/overrides.js";
import { Review } from "../components/config/review.js";
import { useVerdict } from "../components/config/use_verdict.js";
import {
  changesInShort,
  errorsByLine,
  errorsInShort,
  touchesSecret,
} from "../components/config/verdict_words.js";
import { VerdictView } from "../components/config/verdict_view.js";
import { CopyButton } from "../components/copy.js";
import { Failed, Loading } from "../components/states.js";
import { say } from "../components/toast.js";
import { useKeys } from "../lib/keys.js";
import { whyReadOnly } from "../lib/session.js";
import { whileSeen } from "../lib/use_answer.js";

const EVERY_MS = 10_000;

/** @param {{ live: Live, address: Address, session: Signal<Session> }} props */
export function Config({ live, address, session }) {
  const file = useMemo(openConfigFile, []);
  const [dialog, setDialog] = useState(/** @type {"none" | "review" | "conflict"} */ ("none"));
  const base = file.base.value;
  const checked = useVerdict(base && file.draft.value, base && base.version);
  const off = whyReadOnly(session);
  useEffect(() => follow(file), []);
  useGuard(address, file.isChanged());
  /** Keys are taken once, and must not review the text of then. */
  const review = useRef(() => {});
  useKeys("Config", [
    { keys: "e", words: "Edit the text", run: () => document.getElementById("config-text")?.focus() },
    { keys: "s", words: "Review and save", run: () => review.current() },
  ]);
  if (base === null) {
    return file.fault.value === "" ? html`<${Loading} what="the config" />` : html`
      <h1>Config</h1>
      <${Failed} what="the config" message=${file.fault.value} retry=${file.look} />
    `;
  }
  const whyNotSaved = off ?? whyNot(file, checked);
  review.current = () => whyNotSaved === null ? setDialog("review") : showFirst(file, checked);
  const close = () => setDialog("none");
  return html`
    <${Head} file=${file} whyNotSaved=${whyNotSaved} onReview=${review.current} />
    ${file.theirs.value && html`<${ConflictNotice} onShow=${() => setDialog("conflict")} />`}
    ${file.fault.value && html`
      <${Failed} what="whether the file is still the same" message=${file.fault.value}
        retry=${file.look} />
    `}
    <${Workplace} file=${file} checked=${checked} off=${off} onReview=${review.current} />
    <div class="config-cards">
      <${Overrides} />
      <${AlertsCard} now=${live.now} off=${off} version=${base.version} />
    </div>
    <${Help} />
    ${dialog === "review" && checked.verdict && html`
      <${Review} before=${base.text} after=${file.draft.value} verdict=${checked.verdict} onClose=${close}
        onSave=${() => save(file, checked, setDialog)} />
    `}
    ${dialog === "conflict" && file.theirs.value && html`
      <${Conflict} base=${base.text} mine=${file.draft.value} theirs=${file.theirs.value} onClose=${close}
        onGoOn=${(/** @type {string} */ text) => (file.rebase(text), close())} />
    `}
  `;
}

/** Who has nothing of his own to lose sees the newest at once. @param {ConfigFile} file */
function follow(file) {
  const look = async () => {
    if (await file.look() === "newer") say("The file was changed elsewhere: this is the new one.");
  };
  look();
  return whileSeen(look, EVERY_MS);
}

/** @param {Address} address @param {boolean} isChanged */
function useGuard(address, isChanged) {
  useEffect(() => {
    if (!isChanged) return;
    address.guard(() => confirm("Your changes of the config are not saved. Leave them?"));
    return () => address.guard(null);
  }, [isChanged]);
}

/** Why it cannot be saved now; null: it can. @param {ConfigFile} file @param {Checked} checked */
function whyNot(file, { verdict, isCurrent, fault }) {
  if (!file.isChanged()) return "Nothing is changed.";
  if (file.theirs.value) return "Somebody else saved meanwhile: compare first.";
  if (fault) return `It cannot be checked: ${fault}`;
  if (verdict === null || !isCurrent) return "It is being checked.";
  return verdict.valid ? null : `${errorsInShort(verdict.errors)}.`;
}

/** @param {ConfigFile} file @param {Checked} checked */
function showFirst(file, { verdict }) {
  const error = verdict?.errors.find(({ line }) => line !== null);
  if (error) showAt(offsetOf(file.draft.value, error.line ?? 1, error.column ?? 1));
}

/**
 * @param {ConfigFile} file
 * @param {Checked} checked
 * @param {(dialog: "none" | "conflict") => void} setDialog
 * @returns {Promise<string>} Why it was not saved.
 */
async function save(file, { verdict }, setDialog) {
  const before = file.base.value?.text ?? "";
  const changes = verdict?.changes ?? [];
  const saved = await file.save(file.draft.value);
  if (saved.type === "failed") return saved.message;
  setDialog(saved.type === "conflict" ? "conflict" : "none");
  if (saved.type === "conflict") return "";
  const short = changesInShort(changes);
  const undo = touchesSecret(changes) ? undefined : () => putBack(file, before);
  say(short === "" ? "Saved." : `Saved: it ${short}.`, { undo });
  return "";
}

/** @param {ConfigFile} file @param {string} before */
async function putBack(file, before) {
  if (file.isChanged()) {
    return say("You have changed the text since, so it is not put back.", { tone: "warn" });
  }
  const saved = await file.save(before);
  if (saved.type === "saved") return say("The file is as it was before.");
  const why = saved.type === "failed" ? saved.message : "somebody else saved meanwhile";
  say(`The file cannot be put back: ${why}`, { tone: "bad" });
}

/** @param {{ file: ConfigFile, whyNotSaved: string | null, onReview: () => void }} props */
function Head({ file, whyNotSaved, onReview }) {
  const path = file.base.value?.path ?? "";
  function discard() {
    const mine = file.draft.value;
    file.draft.value = file.base.value?.text ?? "";
    say("Your changes are dropped.", { undo: () => file.draft.value = mine });
  }
  return html`
    <div class="page-head config-head">
      <h1>Config</h1>
      <p><code>${path}</code> <${CopyButton} text=${path} of="the path" /></p>
      <div class="button-row">
        ${file.isChanged() && html`
          <span class="badge">Not saved</span>
          <${Button} onClick=${discard}>Drop my changes<//>
        `}
        <${Button} tone="primary" off=${whyNotSaved} onClick=${onReview}>Review and save…<//>
      </div>
    </div>
  `;
}

/** @param {{ file: ConfigFile, checked: Checked, off: string | null, onReview: () => void }} props */
function Workplace({ file, checked, off, onReview }) {
  const text = file.draft.value;
  const errors = useMemo(() => errorsByLine(checked.verdict?.errors ?? []), [checked.verdict]);
  return html`
    <div class="config-workplace">
      <${Editor} text=${text} errors=${errors} readOnly=${off !== null} describedBy="editor-help"
        onSave=${onReview}
        onInput=${(/** @type {string} */ next) => file.draft.value = next} />
      <${VerdictView} checked=${checked} isChanged=${file.isChanged()} onShow=${(
        /** @type {import("../components/config/verdict_words.js").ConfigError} */ error,
      ) => showAt(offsetOf(text, error.line ?? 1, error.column ?? 1))} />
    </div>
    <p class="help" id="editor-help">
      ${off ??
        html`Tab indents; Escape and then Tab leaves the editor; Ctrl+S reviews and saves. Secrets are shown as <code>********</code>: left so, they stay; what you
        write over one takes its place.`}
    </p>
  `;
}
