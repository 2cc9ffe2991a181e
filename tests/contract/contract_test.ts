/** The contract, kept by the program as it runs from its source. tests/e2e/compiled_test.ts asks the same of the binary. */
import { onStage } from "../e2e/stage.ts";
import { CONTRACT_CONFIG, keepContract, TOKEN } from "./contract.ts";

Deno.test("the program answers every route as its documents say", (t) =>
  onStage(async ({ record, write }) => {
    await write("tapedeck.yaml", CONTRACT_CONFIG);
    const { url } = await record();
    await keepContract(t, { url, token: TOKEN });
  }));
