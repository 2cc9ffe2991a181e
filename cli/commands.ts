/** The commands, with what can be typed after each. A command's module is loaded when it is that one's turn. */
import type { Command } from "./arguments.ts";
import { completion, CONFIG, help, IMPORT, RESTORE, SANDBOX, SYNC } from "./commands/care.ts";
import { EXCHANGES, INVENTORY, READ, STATUS, TAIL, VERIFY } from "./commands/look.ts";
import { BACKFILL, COLLECT, START, STREAM, UI } from "./commands/record.ts";

/** The first is the one that is meant without a name. */
export const COMMANDS: Command[] = [
  START,
  UI,
  STATUS,
  INVENTORY,
  BACKFILL,
  COLLECT,
  STREAM,
  READ,
  TAIL,
  VERIFY,
  IMPORT,
  SYNC,
  RESTORE,
  CONFIG,
  EXCHANGES,
  completion(() => COMMANDS),
  SANDBOX,
  help(() => COMMANDS),
];
