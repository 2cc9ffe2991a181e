/** The table of routes, without a program that serves it. */
import { realClock } from "../../actors/kernel/clock.ts";
import { createGate } from "../../api/access/gate.ts";
import type { Route } from "../../api/route.ts";
import { allRoutes } from "../../api/routes.ts";
import { createFixtureDeck } from "../browser/fixture_deck.ts";

export const table: Route[] = allRoutes(
  createGate({ deck: createFixtureDeck(0), clock: realClock() }).routes,
);

/** `GET /api/jobs/{kind}` */
export const nameOf = ({ method, path }: Pick<Route, "method" | "path">) => `${method} ${path}`;
