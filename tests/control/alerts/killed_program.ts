/** A program with alerts and a heartbeat; its arguments are its folder, the address of both, and what is damaged. */
import { join } from "@std/path";
import { createAlerts } from "../../../actors/control/alerts/mod.ts";
import { openIncidents } from "../../../actors/control/incidents/mod.ts";
import { createSystem, realClock } from "../../../actors/kernel/mod.ts";
import { ALL_WELL, configOf } from "./stage.ts";

const [folder, url, ...damaged] = Deno.args;
const clock = realClock();
const incidents = openIncidents(join(folder, ".tapedeck/incidents.sqlite"), clock);
createAlerts(createSystem({ clock, random: Math.random }), {
  config: () =>
    configOf({ webhook_url: `${url}/alerts`, heartbeat_url: `${url}/beats`, heartbeat_interval: 1 }),
  dataFolder: folder,
  incidents,
  fetch,
  snapshot: () => ALL_WELL,
  alive: () => Promise.resolve(),
  tell: () => {},
});
for (const what of damaged) {
  incidents.witness({ type: "damage-found", what, words: `${what} is torn`, at: clock.now() });
}
