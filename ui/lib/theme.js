// @ts-check
/// <reference lib="dom" />
/**
 * Light or dark: as the system has it, or as one chose. theme_first.js applies the choice before the first paint.
 */
import { computed, effect, signal } from "@preact/signals";

/** @typedef {"system" | "light" | "dark"} Theme */

const KEY = "tapedeck-theme";
/** @type {Theme[]} */
export const THEMES = ["system", "light", "dark"];

const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
system.addEventListener("change", ({ matches }) => systemIsDark.value = matches);

/** The choice; to set it is to make it. */
export const theme = signal(chosen());

/** What is shown now: for what CSS cannot reach, such as a chart. */
export const scheme = computed(() => {
  if (theme.value !== "system") return theme.value;
  return systemIsDark.value ? "dark" : "light";
});

/** @returns {Theme} */
function chosen() {
  return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
}

// Chosen in another tab.
addEventListener("storage", ({ key }) => {
  if (key === KEY) theme.value = chosen();
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  if (theme.value === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme.value);
});
