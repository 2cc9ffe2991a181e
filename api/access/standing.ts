/** How a request stands with us: by what it shows, what is configured, and what came from its client before. */
import type { Clock } from "../../actors/kernel/clock.ts";
import type { AccessRules } from "../deck.ts";
import type { Client } from "./client.ts";
import { createTokenCheck, type Credential, credentialOf, type TokenCheck } from "./credentials.ts";
import type { Failures } from "./failures.ts";
import type { Sessions } from "./sessions.ts";

export type Standing =
  /** No token is configured: whoever reaches us may. */
  | { type: "open" }
  | { type: "token" }
  | { type: "session"; id: string; expiresAtMs: number }
  /** Nothing was shown, or a session that there is not (any more). */
  | { type: "stranger" }
  | { type: "wrong"; from: "header" | "cookie" | "query" }
  /** Not looked at, since too many were wrong. */
  | { type: "locked"; waitSeconds: number };

export interface Standings {
  /** Counts a wrong token, so: once for each request. */
  of(request: Request, url: URL, client: Client, rules: AccessRules): Standing;
  /** The same for a token that came another way: in a login's body. */
  ofToken(token: string, client: Client, rules: AccessRules): Standing;
  /** Whether the text is the token; counts nothing, so only for those who may. */
  isToken(text: string, rules: AccessRules): boolean;
}

export interface StandingParts {
  clock: Clock;
  failures: Failures;
  sessions: Sessions;
}

export function createStandings({ clock, failures, sessions }: StandingParts): Standings {
  let token: string | null = null;
  let check: TokenCheck | null = null;

  /** Null: none is configured. A change of the token ends what was begun with the one before. */
  function currentCheck(rules: AccessRules): TokenCheck | null {
    if (rules.token === token) return check;
    sessions.endAll();
    token = rules.token;
    return check = token === null ? null : createTokenCheck(token);
  }

  function ofReadings(
    { from, readings }: Pick<Credential & { type: "token" }, "from" | "readings">,
    { isRight }: TokenCheck,
    { address }: Client,
  ): Standing {
    const waitSeconds = failures.waitSeconds(address);
    if (waitSeconds > 0) {
      failures.unlooked(address);
      return { type: "locked", waitSeconds };
    }
    if (isRight(readings)) return { type: "token" };
    failures.wrong(address);
    return { type: "wrong", from };
  }

  function ofSession(id: string): Standing {
    const session = sessions.find(id, clock.now());
    return session ? { type: "session", id, expiresAtMs: session.expiresAtMs } : { type: "stranger" };
  }

  return {
    of(request, url, client, rules) {
      failures.report();
      const against = currentCheck(rules);
      if (against === null) return { type: "open" };
      const credential = credentialOf(request, url);
      switch (credential.type) {
        case "token":
          return ofReadings(credential, against, client);
        case "session":
          return ofSession(credential.id);
        case "none":
          return { type: "stranger" };
        default:
          throw credential satisfies never;
      }
    },
    ofToken(given, client, rules) {
      const against = currentCheck(rules);
      if (against === null) return { type: "open" };
      return ofReadings({ from: "header", readings: [given] }, against, client);
    },
    isToken: (text, rules) => currentCheck(rules)?.isRight([text]) ?? false,
  };
}
