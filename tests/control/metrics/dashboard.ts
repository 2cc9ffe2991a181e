/** docs/grafana/tapedeck.json, as far as tests look at it. */

export interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  fieldConfig?: { defaults: { unit: string } };
  targets?: Array<{ expr: string; legendFormat: string; datasource: { uid: string } }>;
}

export interface Dashboard {
  uid: string;
  panels: Panel[];
  templating: { list: Array<{ name: string; type: string; definition?: string }> };
  annotations: { list: Array<{ name: string; expr: string }> };
}

export async function dashboard(): Promise<Dashboard> {
  const file = new URL("../../../docs/grafana/tapedeck.json", import.meta.url);
  return JSON.parse(await Deno.readTextFile(file)) as Dashboard;
}

/** Every query of it, as Grafana asks it with nothing chosen. */
export function queriesOf({ panels, annotations }: Dashboard, rateInterval = "1m"): string[] {
  const exprs = [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...annotations.list.map(({ expr }) => expr),
  ];
  return exprs.map((expr) =>
    expr.replaceAll("$__rate_interval", rateInterval).replaceAll(/\$(instance|exchange)\b/g, ".*")
  );
}
