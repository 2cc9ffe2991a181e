/** The login page's own style, in the colours of ui/styles/palette.css, which needs no credentials. */
export const STYLE = `
* { box-sizing: border-box; }
body {
  margin: 0;
  min-height: 100vh;
  display: grid;
  place-items: center;
  padding: 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  -webkit-text-size-adjust: 100%;
}
main {
  width: min(24rem, 100%);
  padding: clamp(1.25rem, 5vw, 2rem);
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
}
h1, p { margin: 0; }
h1 { margin-block: 1.25rem 1rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.015em; }
.brand { display: flex; align-items: center; gap: 0.6rem; font-weight: 650; letter-spacing: -0.01em; }
.reels { width: 34px; height: 20px; fill: none; stroke: var(--accent); stroke-width: 1.6; stroke-linecap: round; }
.spokes { stroke-width: 1.2; }
label { display: block; margin-bottom: 0.3rem; font-weight: 600; }
input[type="password"] {
  width: 100%;
  padding: 0.6rem 0.75rem;
  border: 1px solid var(--edge);
  border-radius: 8px;
  background: var(--ground);
  color: var(--ink);
  font: inherit;
  font-size: 16px;
}
input[aria-invalid] { border-color: var(--bad); }
button {
  width: 100%;
  margin-top: 1rem;
  padding: 0.65rem;
  border: 0;
  border-radius: 8px;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.fault { margin-top: 0.5rem; color: var(--bad); }
.where { margin-top: 1.25rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.9em; }
code { font: 0.95em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
`;
