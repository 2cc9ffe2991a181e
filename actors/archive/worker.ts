/** The archiver's Worker: the only place with wasm. */
import type { ArchiveFact } from "../../schemas/facts.ts";
import { type ActorRef, realClock, serveBehaviors } from "../kernel/mod.ts";
import { archiver } from "./archiver.ts";
import { openRealDisk } from "./real_disk.ts";

export interface ArchiverArgs {
  dataFolder: string;
  /** The number of this incarnation: no other writer ever has it. */
  epoch: number;
}

serveBehaviors({
  archiver: ({ dataFolder, epoch }: ArchiverArgs, parent: ActorRef<ArchiveFact>) =>
    archiver({ disk: openRealDisk(dataFolder), epoch, parent }),
}, { clock: realClock(), random: Math.random });
