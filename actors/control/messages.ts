/** What the supervisor is told and asked. */
import type { BackfillCommand } from "../../schemas/backfill.ts";
import type { Config } from "../../schemas/config.ts";
import type { Reply } from "../kernel/mod.ts";

export type SupervisorCommand =
  /** Makes what runs equal to the config: starts what is new, stops what is gone, leaves the rest alone. */
  | { type: "configure"; config: Config }
  | { type: "collect"; key: string }
  | BackfillCommand
  /** Whether jobs are begun by the schedule; both may be repeated. */
  | { type: "schedule"; wanted: "start" | "stop" }
  /** Replies, if it is alive. */
  | { type: "ping"; reply: Reply<void> }
  /** Stops taking rows, has all acknowledged and sealed, then replies. */
  | { type: "shut-down"; reply: Reply<void> };
