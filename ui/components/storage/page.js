// @ts-check
/**
 * What the parts of the page share.
 * @import { Address } from "../../lib/address.js"
 * @import { Live } from "../../lib/live.js"
 * @import { Snapshot } from "../../../schemas/snapshot.ts"
 */

/**
 * @typedef {object} StoragePage
 * @property {Live} live
 * @property {Address} address
 * @property {Snapshot} snapshot
 * @property {string | null} off Why nothing may be changed; null: it may.
 * @property {() => void} reload Asks anew how the copies are.
 */
export {};
