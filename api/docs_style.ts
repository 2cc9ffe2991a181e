/** The look of `/api/docs`, in the colours of ui/styles/palette.css. */
export const DOCS_STYLE = `
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  display: grid;
  grid-template-columns: 19rem minmax(0, 1fr);
  -webkit-text-size-adjust: 100%;
}
code { font: 0.87em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 0.2em; }
small { font-size: 0.85em; font-weight: 400; color: var(--soft); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
nav {
  position: sticky;
  top: 0;
  height: 100vh;
  overflow-y: auto;
  padding: 1.1rem 0.75rem 2rem 1.1rem;
  border-right: 1px solid var(--line);
}
nav ul { list-style: none; margin: 0.75rem 0 0; padding: 0; }
nav li a { display: flex; gap: 0.5rem; padding: 0.16rem 0; color: var(--ink); text-decoration: none; font-size: 0.87em; }
nav li a:hover span { text-decoration: underline; }
nav .method { flex: 0 0 3.6rem; text-align: right; }
nav span { overflow-wrap: anywhere; }
.home { font-weight: 700; font-size: 1.1rem; color: var(--ink); text-decoration: none; }
main { padding: 1.1rem clamp(1rem, 3vw, 2.5rem) 4rem; max-width: 62rem; }
h1 { font-size: 1.5rem; letter-spacing: -0.02em; margin: 0 0 0.4rem; }
header p { margin: 0 0 1.5rem; color: var(--soft); }
header code { color: var(--ink); }
article {
  margin-top: 1rem;
  padding: 0.9rem 1.1rem 1rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
}
article:target { border-color: var(--accent); }
h2 { margin: 0; font-size: 1.05rem; font-weight: 650; }
h2 a { color: inherit; text-decoration: none; overflow-wrap: anywhere; }
h3 { margin: 1rem 0 0.25rem; font-size: 0.85rem; font-weight: 600; color: var(--soft); }
p { margin: 0.4rem 0; }
.summary { font-weight: 500; }
.type { margin: 0.5rem 0 0.2rem; color: var(--soft); font-size: 0.85em; }
.method { font-size: 0.78em; letter-spacing: 0.02em; color: var(--calm); }
.method.post { color: var(--good); }
.method.put { color: var(--warn); }
.method.delete { color: var(--bad); }
pre {
  margin: 0.3rem 0;
  padding: 0.6rem 0.8rem;
  overflow-x: auto;
  background: var(--sunken);
  border-radius: 8px;
}
pre code { overflow-wrap: normal; }
.curl code { white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
table { border-collapse: collapse; width: 100%; }
th, td {
  padding: 0.3rem 1rem 0.3rem 0;
  border-top: 1px solid var(--line);
  text-align: left;
  vertical-align: baseline;
  font-weight: 400;
}
td:last-child { color: var(--soft); }
summary { cursor: pointer; }
.answer { margin: 0.3rem 0 0.3rem 1.05rem; color: var(--soft); font-size: 0.93em; }
.status { display: inline-block; min-width: 2.2rem; color: var(--warn); }
.status.s2 { color: var(--good); }
@media (max-width: 860px) {
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
  nav ul { columns: 17rem; }
  article { padding-inline: 0.8rem; }
}
@media print {
  body { display: block; }
  nav { display: none; }
  article { break-inside: avoid; }
}
`;
