/** The whole program under a flood of connections: what counts is that the recording does not notice. */
import assert from "node:assert/strict";
import { inTempFolder, startProgram, stopProgram, untilHealthy } from "../../e2e/program.ts";
import { untilSeries } from "../../e2e/snapshot.ts";
import type { SeriesView } from "../../../schemas/snapshot.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
/** As many files as the program may open; a login shell of an older system gives 1,024. */
const OPEN_FILES = 512;
const CONNECTIONS = 2_000;

const encoder = new TextEncoder();

const rowsOf = (series: SeriesView[]) => series.reduce((sum, { rows }) => sum + rows, 0);

/** Half a request each; what is refused is refused. */
async function flood(port: number): Promise<Deno.Conn[]> {
  const open: Deno.Conn[] = [];
  for (let n = 0; n < CONNECTIONS; n++) {
    try {
      const socket = await Deno.connect({ hostname: "127.0.0.1", port });
      open.push(socket);
      await socket.write(encoder.encode("GET / HTTP/1.1\r\nhost: localhost\r\n"));
    } catch {
      // Closed by the server already.
    }
  }
  return open;
}

Deno.test("two thousand connections that say nothing cost neither a file that recording needs nor a row", () =>
  inTempFolder(async (cwd) => {
    const command =
      `ulimit -n ${OPEN_FILES}; exec "$0" run -A --config "$1/deno.json" "$1/main.ts" start --port 0`;
    const program = startProgram(["-c", command, Deno.execPath(), ROOT], { cwd, binary: "/bin/sh" });
    const [, url] = await program.until(/^app +(http:\S+)/m);
    await untilHealthy(url);
    const before = rowsOf(await untilSeries(url, (series) => rowsOf(series) > 0));
    const open = await flood(Number(new URL(url).port));
    for (const socket of open) socket.close();
    await untilHealthy(url);
    await untilSeries(url, (series) => rowsOf(series) > before);
    assert.match(program.output(), /connections from 127\.0\.0\.1 are open; more from there are refused/);
    assert.doesNotMatch(program.output(), /[Tt]oo many open files/);
    assert.equal(await stopProgram(program), 0, program.output());
  }));
