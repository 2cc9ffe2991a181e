/** Saves the config of the folder it is run in over and over until it is killed; with `once`, once. */
import { realClock } from "../../../actors/kernel/clock.ts";
import { openSettings } from "../../../cli/config/settings.ts";
import { openConsole } from "../console.ts";

const settings = await openSettings({}, openConsole({ cwd: Deno.cwd(), clock: realClock() }).environment);
for (let count = 1;; count++) {
  const saved = await settings.change(
    (file) => ({ ...file, alerts: { max_consecutive_errors: count } }),
    null,
  );
  if (saved.type !== "saved") throw new Error(JSON.stringify(saved));
  if (count === 1) console.log("saving");
  if (Deno.args[0] === "once") break;
}
