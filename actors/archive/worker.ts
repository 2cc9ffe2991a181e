/** The archiver's Worker: the only place with wasm. */
import type { ArchiveFact } from "../../schemas/facts.ts";
import { type ActorRef, realClock, serveBehaviors } from "../kernel/mod.ts";
import { archiver } from "./archiver.ts";
import { openRealDisk } from "./real_disk.ts";

export interface ArchiverArgs {
  dataFolder: string;
}

serveBehaviors({
  archiver: ({ dataFolder }: ArchiverArgs, parent: ActorRef<ArchiveFact>) =>
    archiver({ disk: openRealDisk(dataFolder), parent }),
}, { clock: realClock(), random: Math.random });
