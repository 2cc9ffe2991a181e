// @ts-check
/// <reference lib="dom" />
/**
 * The series' files, each with what proves it to be whole.
 * @import { SeriesPage } from "../../../schemas/wire_archive.ts"
 */
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { count, counted, megabytes } from "../../lib/format.js";
import { Button } from "../button.js";
import { CopyButton } from "../copy.js";

const SHOWN = 8;
const MORE = 200;

/** @type {Record<SeriesPage["files"][number]["kind"], string>} */
const KINDS = { file: "whole", part: "part, not merged yet", moved: "on a remote only" };

/** @param {{ files: SeriesPage["files"], bytes: number }} props Oldest first. */
export function FileList({ files, bytes }) {
  const [shown, setShown] = useState(SHOWN);
  const newest = files.toReversed().slice(0, shown);
  return html`
    <section class="card part" aria-labelledby="files-title">
      <header class="card-head">
        <h2 id="files-title">${counted(files.length, "file")}</h2>
        <p class="calm">${megabytes(bytes)}, newest first</p>
      </header>
      ${files.length === 0 &&
        html`<p class="calm">Its rows are in the journal until they are sealed into a file.</p>`}
      ${files.length > 0 && html`
        <div class="table-box" role="region" aria-label="Files" tabindex="0">
          <table class="table file-table">
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">Kind</th>
                <th scope="col" class="end">Rows</th>
                <th scope="col" class="end">Size</th>
                <th scope="col">SHA-256</th>
              </tr>
            </thead>
            <tbody>${newest.map((file) => html`<${FileLine} key=${file.path} file=${file} />`)}</tbody>
          </table>
        </div>
      `}
      ${files.length > shown && html`
        <${Button} tone="quiet" onClick=${() => setShown(shown + MORE)}>Show more of ${count(
          files.length,
        )}<//>
      `}
    </section>
  `;
}

/** @param {{ file: SeriesPage["files"][number] }} props */
function FileLine({ file: { path, kind, rows, bytes, sha256, remote } }) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return html`
    <tr>
      <td><code title=${path}>${name}</code></td>
      <td>${KINDS[kind]}${remote && html`
        <small>${remote}</small>
      `}</td>
      <td class="end">${count(rows)}</td>
      <td class="end">${megabytes(bytes)}</td>
      <td
        class="checksum"><code title=${sha256}>${sha256.slice(
          0,
          12,
        )}…</code><${CopyButton} text=${sha256} of="the checksum of ${name}" /></td>
    </tr>
  `;
}
