/** The lines of rclone's log (`--use-json-log`), and what its errors mean for a person. */

/** Of the transfers of one run so far. */
export interface RcloneStats {
  bytes: number;
  /** Bytes a second. */
  speed: number;
}

export interface RcloneComplaint {
  /** The file that it is about, as it was named to rclone; null: none. */
  path: string | null;
  words: string;
}

export type RcloneLine =
  | { type: "stats"; stats: RcloneStats }
  | { type: "complaint"; complaint: RcloneComplaint };

/** null: a line of no interest. What is no JSON comes from rclone before its log is set up: a complaint. */
export function parseLogLine(text: string): RcloneLine | null {
  if (text.trim() === "") return null;
  const line = parseObject(text);
  if (!line) return complaintOf(null, withoutTime(text));
  const { level, msg, object, stats } = line;
  if (isStats(stats)) return { type: "stats", stats };
  if (level !== "error" && level !== "fatal" && level !== "critical") return null;
  return complaintOf(typeof object === "string" && object !== "" ? object : null, String(msg));
}

function complaintOf(path: string | null, words: string): RcloneLine {
  return { type: "complaint", complaint: { path, words: withoutSecrets(words.trim()) } };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value as Record<string, unknown> : null;
  } catch {
    return null;
  }
}

const isStats = (stats: unknown): stats is RcloneStats =>
  typeof stats === "object" && stats !== null && "bytes" in stats && "speed" in stats;

const withoutTime = (text: string) => text.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, "");

/** Addresses in rclone's errors may have what lets one in: in front of the host, or behind the question mark. */
function withoutSecrets(words: string): string {
  return words.replace(/(\w+:\/\/)[^\s/@"']+@/g, "$1…@").replace(/(https?:\/\/[^\s?"']+)\?[^\s"']+/g, "$1?…");
}

/** rclone's words, and advice where it is known what helps. */
const ADVICE: Array<[pattern: RegExp, advice: (remote: string) => string]> = [
  [
    /didn't find section in config file/,
    (remote) => `add "${remote.split(":")[0]}" with rclone config, as the user that runs tapedeck`,
  ],
  [
    /insufficient storage|no space left|quota|\b507\b|storage is full/i,
    () => "it is full: free space there, or give it more",
  ],
  [/\b401\b|\b403\b|unauthorized|forbidden|access ?denied|permission denied/i, () => "check its credentials"],
  [
    /no such host|connection refused|network is unreachable|i\/o timeout/i,
    () => "check its address and network",
  ],
  [/couldn't decrypt|config.*password|unable to decrypt/i, () => "set RCLONE_CONFIG_PASS for tapedeck"],
];

export function withAdvice(words: string, remote: string): string {
  const advice = ADVICE.find(([pattern]) => pattern.test(words))?.[1](remote);
  return advice ? `${words}; ${advice}` : words;
}
