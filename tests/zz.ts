import { recordUnderLoad } from "./soak/load.ts";
const r = await recordUnderLoad({ seconds: 240, rate: 20000 });
console.log(r.memoryMb.filter((_, i) => i % 10 === 9).map((x) => x.toFixed(0)).join(" "), JSON.stringify({ ...r, memoryMb: 0 }));
