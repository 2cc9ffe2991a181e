/** An archiver that never rests: seals, merges and purges under whoever looks, for twenty days. */
import { openRealDisk } from "../../../actors/archive/real_disk.ts";
import { TestClock } from "../../../actors/kernel/test_clock.ts";
import { HOUR_US, purge, rigOn, trade } from "../samples.ts";
import { DAY_US, sealSegments, settle } from "./market.ts";

const DAYS = 20;

const port = self as unknown as {
  onmessage: (event: MessageEvent<string>) => void;
  postMessage(message: { day: number | null }): void;
};

port.onmessage = async ({ data: root }: MessageEvent<string>) => {
  const rig = rigOn(openRealDisk(root), new TestClock(DAY_US / 1000));
  for (let day = 0; day < DAYS; day++) {
    const beginUs = DAY_US + day * 24 * HOUR_US;
    rig.clock.set(beginUs / 1000 + 23 * 3_600_000);
    for (let segment = 0; segment < 4; segment++) {
      const ids = Array.from({ length: 50 }, (_, i) => day * 200 + segment * 50 + i);
      const rows = ids.map((id) => trade(id, beginUs + (id - day * 200) * 1e6));
      await sealSegments(rig, 10 + day * 4 + segment, rows);
    }
    rig.clock.set(beginUs / 1000 + 26 * 3_600_000);
    await settle(rig);
    const done = [...rig.archive.ledgers.of("sandbox/trades/BTC-USDT").files.keys()];
    if (day % 5 === 4) purge(rig.archive, done[0], "s3:bucket");
    port.postMessage({ day });
  }
  port.postMessage({ day: null });
};
