import { secretsIn } from "../schemas/secrets.ts";
import type { Settings } from "./config/settings.ts";

/** Every secret of the settings in force. Asked for each line of the log, and found anew only with a new config. */
export function secretsOf({ inForce }: Pick<Settings, "inForce">): () => string[] {
  let known = { config: inForce().config, secrets: secretsIn(inForce().config) };
  return () => {
    const { config } = inForce();
    if (config !== known.config) known = { config, secrets: secretsIn(config) };
    return known.secrets;
  };
}
