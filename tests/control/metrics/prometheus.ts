/** Prometheus itself, as a process of its own. */
import { fromFileUrl, join } from "@std/path";
import { parse, stringify } from "@std/yaml";

const DOCS = new URL("../../../docs/prometheus/", import.meta.url);

export interface Queried {
  metric: Record<string, string>;
  value: [number, string];
}

export interface RunningPrometheus {
  /** `/api/v1/{path}`; what it answers as `data`. */
  get<T>(path: string): Promise<T>;
  query(expr: string): Promise<Queried[]>;
}

/** Runs it in the folder with the files of docs/prometheus, until `body` is done. */
export async function onPrometheus(
  folder: string,
  { target, token }: { target: string; token: string },
  body: (prometheus: RunningPrometheus) => Promise<void>,
): Promise<void> {
  const config = join(folder, "prometheus.yml");
  await Deno.writeTextFile(join(folder, "token"), token);
  await Deno.writeTextFile(config, await configFor(folder, target));
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, "tsdb")}`];
  const child = new Deno.Command("prometheus", {
    args: [...args, "--web.listen-address=127.0.0.1:0"],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const [logged, toDrain] = child.stderr.tee();
  const drained = toDrain.pipeTo(new WritableStream());
  try {
    await body(clientOf(await addressIn(logged)));
  } finally {
    child.kill("SIGKILL");
    await Promise.all([child.status, drained]);
  }
}

/** The file of the docs, but for where things lie and how often it asks. */
async function configFor(folder: string, target: string): Promise<string> {
  // deno-lint-ignore no-explicit-any -- it is checked by Prometheus
  const config = parse(await Deno.readTextFile(new URL("prometheus.yml", DOCS))) as any;
  config.global = { scrape_interval: "1s", evaluation_interval: "1s" };
  config.rule_files = [fromFileUrl(new URL(config.rule_files[0], DOCS))];
  const [scrape] = config.scrape_configs;
  scrape.authorization.credentials_file = join(folder, "token");
  scrape.static_configs[0].targets = [target];
  return stringify(config);
}

/** Of the listener on the port that the system gave. */
async function addressIn(logged: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const part of logged.pipeThrough(new TextDecoderStream())) {
    text += part;
    const found = /msg="Listening on" address=(\S+)/.exec(text);
    if (found && text.includes("Server is ready")) return `http://${found[1]}`;
  }
  throw new Error(`Cannot find where Prometheus listens: it has ended:\n${text}`);
}

function clientOf(url: string): RunningPrometheus {
  async function get<T>(path: string): Promise<T> {
    const answer = await fetch(`${url}/api/v1/${path}`);
    const { status, data, error } = await answer.json();
    if (status !== "success") throw new Error(`Prometheus on ${path}: ${error}`);
    return data;
  }
  return {
    get,
    query: async (expr) =>
      (await get<{ result: Queried[] }>(`query?query=${encodeURIComponent(expr)}`)).result,
  };
}

/** Of the first sample that the query finds; NaN: it finds none. */
export async function numberOf({ query }: RunningPrometheus, expr: string): Promise<number> {
  return Number((await query(expr))[0]?.value[1] ?? NaN);
}
