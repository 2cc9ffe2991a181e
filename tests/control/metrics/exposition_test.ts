/** The text that Prometheus reads, and what is written about it. */
import assert from "node:assert/strict";
import { isThere } from "../../tools/provide.ts";
import { LIST, metricsList } from "./list.ts";
import { promtool } from "./promtool.ts";
import { ALL_WELL, metricsStage, wellStage } from "./stage.ts";

const isSkipped = !await isThere("promtool") && Deno.env.get("CI") === undefined;
if (isSkipped) {
  console.log("promtool is absent: what it checks is skipped; it is in Debian's package prometheus");
}

Deno.test("it is the text format of Prometheus, and says so", async () => {
  const { metrics, board } = await wellStage();
  const { body, type } = await metrics.text(board.snapshot(), ALL_WELL);
  assert.equal(type, "text/plain; version=0.0.4; charset=utf-8");
  assert.match(
    body,
    /^# HELP tapedeck_build_info .*\n# TYPE tapedeck_build_info gauge\ntapedeck_build_info\{version="1.2.3"\} 1$/m,
  );
});

Deno.test({
  name: "promtool finds no fault with it, before anything was recorded and after",
  ignore: isSkipped,
  async fn() {
    const [empty, well] = [metricsStage([]), await wellStage()];
    for (const text of [await empty.text(), await well.text(ALL_WELL)]) {
      const { code, output } = await promtool(["check", "metrics"], text);
      assert.equal(output, "");
      assert.equal(code, 0);
    }
  },
});

Deno.test("docs/prometheus/metrics.md names every metric with its labels and meaning", async () => {
  assert.equal(await Deno.readTextFile(LIST), await metricsList());
});
