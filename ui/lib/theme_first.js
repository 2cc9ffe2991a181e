// @ts-check
/// <reference lib="dom" />
/** Runs before the first paint, so that who chose dark is shown no flash of light; see theme.js. */
document.documentElement.dataset.theme = localStorage.getItem("tapedeck-theme") ?? "system";
