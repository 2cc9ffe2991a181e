/** What a client says on a socket, and what Binance answers ("WebSocket Streams", live subscribing). */
import { z } from "zod";

const id = z.union([z.number(), z.string(), z.null()]).default(null);
const Command = z.discriminatedUnion("method", [
  z.object({ method: z.literal("SUBSCRIBE"), params: z.array(z.string()), id }),
  z.object({ method: z.literal("UNSUBSCRIBE"), params: z.array(z.string()), id }),
  z.object({ method: z.literal("LIST_SUBSCRIPTIONS"), id }),
  z.object({ method: z.literal("SET_PROPERTY"), params: z.tuple([z.literal("combined"), z.boolean()]), id }),
  z.object({ method: z.literal("GET_PROPERTY"), params: z.tuple([z.literal("combined")]), id }),
]);
export type Command = z.infer<typeof Command>;

/** A command, or the answer that Binance has for what is none. */
export function readCommand(text: string): { command: Command } | { refusal: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { refusal: error(3, "Invalid JSON: expected value at line 1 column 1", null) };
  }
  const parsed = Command.safeParse(json);
  if (parsed.success) return { command: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    refusal: error(2, `Invalid request: ${issue.path.join(".") || "message"}: ${issue.message}`, null),
  };
}

export const result = (value: unknown, id: Command["id"]): string => JSON.stringify({ result: value, id });
export const error = (code: number, msg: string, id: Command["id"]): string =>
  JSON.stringify({ error: { code, msg }, id });
