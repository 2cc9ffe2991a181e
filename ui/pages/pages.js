// @ts-check
/**
 * The pages there are. Each is loaded when it is wanted: who looks at the dashboard does not wait for the rest.
 * A later one is added here, and its link appears.
 */

/**
 * @typedef {object} PageEntry
 * @property {string} path What ends in a slash stands for all paths below it.
 * @property {string} title
 * @property {string | null} key Of the keyboard, after `g`; null: it has no link in the head.
 * @property {() => Promise<import("preact").FunctionComponent<any>>} load
 */

/** @type {PageEntry[]} */
export const PAGES = [
  { path: "/", title: "Dashboard", key: "d", load: async () => (await import("./dashboard.js")).Dashboard },
  {
    path: "/inventory",
    title: "Inventory",
    key: "i",
    load: async () => (await import("./inventory.js")).Inventory,
  },
  { path: "/jobs", title: "Jobs", key: "j", load: async () => (await import("./jobs.js")).Jobs },
  { path: "/logs", title: "Logs", key: "l", load: async () => (await import("./logs.js")).Logs },
  { path: "/config", title: "Config", key: "c", load: async () => (await import("./config.js")).Config },
  { path: "/storage", title: "Storage", key: "s", load: async () => (await import("./storage.js")).Storage },
  {
    path: "/incidents",
    title: "Incidents",
    key: null,
    load: async () => (await import("./incidents.js")).Incidents,
  },
  { path: "/series/", title: "Series", key: null, load: async () => (await import("./series.js")).Series },
];

/** @param {string} path */
export function pageAt(path) {
  return PAGES.find((page) =>
    page.path === path || (page.path.length > 1 && path.startsWith(page.path) && page.path.endsWith("/"))
  );
}
