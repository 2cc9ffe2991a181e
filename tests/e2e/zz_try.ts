import { inTempFolder, killProgram, startProgram, startRecorderProgram, startSandboxProgram, stopProgram } from "./program.ts";
import { judgeTrades } from "./verdict.ts";
import { parquetRows } from "./parquet_rows.ts";
await inTempFolder(async (folder) => {
  const sandbox = await startSandboxProgram(folder, { rate: 500 });
  await Deno.writeTextFile(`${folder}/tapedeck.yaml`, `
stream_jobs: [{ exchange: sandbox, pairs: [BTC/USDT], channels: [trades] }]
exchanges: { sandbox: { endpoint: "${sandbox.url}" } }
`);
  const r = await startRecorderProgram(folder);
  await new Promise((d) => setTimeout(d, 4000));
  console.log(await stopProgram(r.program), r.program.output());
  console.log(await judgeTrades(`${folder}/data/sandbox/trades/BTC-USDT`, sandbox.url, "BTCUSDT"));
  console.log((await parquetRows(`${folder}/data/sandbox/trades/BTC-USDT`))[0]);
  await killProgram(sandbox.program);
});
