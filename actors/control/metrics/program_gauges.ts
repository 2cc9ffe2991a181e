/** What is known of the program as a whole, as gauges. Pure. */
import { SEVERITIES, type Severity } from "../../../schemas/incidents.ts";
import type { DiskState } from "../../../schemas/facts.ts";
import type { Snapshot } from "../../../schemas/snapshot.ts";
import type { Storage } from "../../../schemas/wire_storage.ts";
import type { ActorStats } from "../../kernel/owner.ts";
import { type Family, gauge, seconds, stateGauge } from "./family.ts";
import type { ProcessUse } from "./process_use.ts";

const VERDICTS: Array<Snapshot["verdict"]["state"]> = ["starting", "ok", "warning", "error"];
const DISK_STATES: DiskState[] = ["ok", "low", "full", "unwritable", "gone"];

export function programGauges({ version, verdict, problems, disk }: Snapshot): Family[] {
  const counted = (severity: string) => problems.filter((problem) => problem.severity === severity).length;
  return [
    gauge("tapedeck_build_info", "Always 1; the version is in the label.", [[{ version }, 1]]),
    stateGauge("tapedeck_verdict", "1 at the word that the dashboard begins with.", VERDICTS, verdict.state),
    gauge(
      "tapedeck_problems",
      "Problems that the dashboard shows.",
      ["warning", "error"].map((severity) => [{ severity }, counted(severity)]),
    ),
    stateGauge(
      "tapedeck_disk_state",
      "1 at what the data folder's disk lets us do.",
      DISK_STATES,
      disk.state,
    ),
    gauge("tapedeck_disk_free_bytes", "Free space of the data folder's disk, to a twentieth of it.", [
      [{}, disk.freeBytes],
    ]),
  ];
}

export function reserveGauge(bytes: number): Family {
  return gauge("tapedeck_disk_reserve_bytes", "Free space that storage.min_free_gb keeps for others.", [[
    {},
    bytes,
  ]]);
}

export function configGauge(isTaken: boolean): Family {
  return gauge(
    "tapedeck_config_last_reload_successful",
    "0: the config's file has an error, the one before is in force.",
    [
      [{}, isTaken ? 1 : 0],
    ],
  );
}

export function incidentGauge(open: Array<{ severity: Severity }>): Family {
  return gauge(
    "tapedeck_open_incidents",
    "Incidents that are not over.",
    SEVERITIES.map((severity) => [{ severity }, open.filter((each) => each.severity === severity).length]),
  );
}

export function mailboxGauges(actors: ActorStats[]): Family[] {
  const fullest = Math.max(0, ...actors.map(({ queued, capacity }) => queued / capacity));
  return [
    gauge("tapedeck_actors", "Parts of the program that live.", [[{}, actors.length]]),
    gauge("tapedeck_mailbox_messages", "Messages that wait in all mailboxes.", [
      [{}, actors.reduce((total, { queued }) => total + queued, 0)],
    ]),
    gauge("tapedeck_mailbox_used_ratio", "How full the fullest mailbox is; at 1 messages are refused.", [
      [{}, fullest],
    ]),
  ];
}

export function deadLetterCounter(count: number): Family {
  const help = "Messages that found no living receiver, or a full mailbox; no row is lost by that.";
  return {
    name: "tapedeck_dead_letters_total",
    type: "counter",
    help,
    samples: [{ labels: {}, value: count }],
  };
}

export function syncGauges({ remotes, sync_interval, last_sync }: Storage): Family[] {
  const failing = remotes.filter(({ state }) => state === "retrying").length;
  return [
    gauge("tapedeck_sync_remotes", "Remotes that the config names.", [[{}, remotes.length]]),
    gauge("tapedeck_sync_remotes_failing", "Remotes whose last sync failed.", [[{}, failing]]),
    gauge("tapedeck_sync_interval_seconds", "Time between syncs; 0: off.", [[{}, sync_interval]]),
    gauge("tapedeck_sync_last_success_timestamp_seconds", "When everything was last on every remote.", [
      [{}, last_sync],
    ]),
  ];
}

/** By the names that Prometheus has for every process. */
export function processMetrics({ residentBytes, cpuSeconds, startedAt, openFiles }: ProcessUse): Family[] {
  const cpu = "User and system CPU time spent.";
  return [
    gauge("process_resident_memory_bytes", "Resident memory size.", [[{}, residentBytes]]),
    {
      name: "process_cpu_seconds_total",
      type: "counter",
      help: cpu,
      samples: [{ labels: {}, value: cpuSeconds }],
    },
    gauge("process_start_time_seconds", "Start time of the process since the epoch.", [[
      {},
      seconds(startedAt),
    ]]),
    gauge("process_open_fds", "Open file descriptors.", [[{}, openFiles]]),
  ];
}
