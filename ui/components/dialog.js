// @ts-check
/// <reference lib="dom" />
/**
 * A dialog over the page: the browser keeps the focus in it, Escape closes it, and afterwards the focus is back
 * where it was. It is open as long as it is rendered.
 */
import { html } from "htm/preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

/**
 * @param {{
 *   title: string, onClose: () => void, children?: unknown, actions?: unknown, wide?: "wide" | "",
 * }} props `actions`: buttons of the last line. What is to have the focus first carries `autofocus`.
 */
export function Dialog({ title, onClose, children, actions, wide = "" }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  useLayoutEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);

  /** @param {MouseEvent} event */
  const onClick = (event) => event.target === dialog.current && onClose();
  /** @param {Event} event */
  const onCancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`
    <dialog ref=${dialog} class="dialog ${wide}" aria-labelledby=${id} onCancel=${onCancel}
      onMouseDown=${onClick}>
      <div class="dialog-body">
        <header>
          <h2 id=${id}>${title}</h2>
          <button type="button" class="icon-button" onClick=${onClose} aria-label="Close">
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
          </button>
        </header>
        ${children}
        ${actions && html`<footer class="dialog-actions">${actions}</footer>`}
      </div>
    </dialog>
  `;
}
