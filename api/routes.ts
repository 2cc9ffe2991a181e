/** All routes, a file per resource. */
import { alertRoutes } from "./alerts.ts";
import { backfillRoutes } from "./backfill.ts";
import { boardRoutes } from "./board.ts";
import { chartRoutes } from "./chart.ts";
import { configRoutes } from "./config.ts";
import { configKeyRoutes } from "./config_keys.ts";
import { configTextRoutes } from "./config_text.ts";
import { documentRoutes } from "./documents.ts";
import { eventRoutes } from "./events.ts";
import { exchangeRoutes } from "./exchanges.ts";
import { healthRoutes } from "./health.ts";
import { incidentRoutes } from "./incidents.ts";
import { jobRoutes } from "./jobs.ts";
import { logRoutes } from "./logs.ts";
import { metricsRoutes } from "./metrics.ts";
import { readRoutes } from "./read.ts";
import type { Route } from "./route.ts";
import { runRoutes } from "./runs.ts";
import { scheduleRoutes } from "./schedule.ts";
import { seriesRoutes } from "./series.ts";
import { storageRoutes } from "./storage.ts";
import { streamRoutes } from "./streams.ts";
import { usageRoutes } from "./usage.ts";

/** @param access The gate's own: login, logout, session. */
export function allRoutes(access: Route[]): Route[] {
  const routes = [
    ...boardRoutes,
    ...seriesRoutes,
    ...chartRoutes,
    ...readRoutes,
    ...jobRoutes,
    ...streamRoutes,
    ...scheduleRoutes,
    ...backfillRoutes,
    ...runRoutes,
    ...incidentRoutes,
    ...alertRoutes,
    ...configRoutes,
    ...configKeyRoutes,
    ...configTextRoutes,
    ...exchangeRoutes,
    ...storageRoutes,
    ...usageRoutes,
    ...logRoutes,
    ...eventRoutes,
    ...access,
    ...healthRoutes,
    ...metricsRoutes,
  ];
  return [...routes, ...documentRoutes(routes)];
}
