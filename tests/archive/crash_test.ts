import { countPoints, crashAt } from "./crash_points.ts";

Deno.test("after a crash at any operation of a day nothing acknowledged is missing, nothing is there twice, no claim is wrong", async () => {
  const points = await countPoints();
  for (let k = 1; k <= points; k++) await crashAt(k, k, k % 5 === 0 ? "pages" : "prefix");
  console.log(`${points} crash points`);
});
