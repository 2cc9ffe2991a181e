/**
 * What the disk has room for, as the cell was told. History waits first, then everything new: a feed closes its
 * socket (feed.ts), and what would ask the exchange for rows waits here, since there is nowhere to put an answer.
 */
import type { TradeQuery, Venue } from "./contract.ts";
import type { Room } from "./messages.ts";

export interface RoomKeeper {
  /** Why nothing new may be recorded at the moment; null: it may. */
  refusal(): string | null;
  change(room: Room): void;
  /** The same venue, whose requests for rows wait until there is room for them. */
  guard(venue: Venue): Venue;
}

export function createRoom(initial: Room): RoomKeeper {
  let room = initial;
  const waiting = new Set<() => void>();

  const takesLive = () => room.takes !== "nothing";
  const takesHistory = () => room.takes === "all";
  /** What heals a live series is as dear as the series itself. */
  const takes = ({ priority }: Pick<TradeQuery, "priority">) =>
    priority === "history" ? takesHistory() : takesLive();

  async function until(isOpen: () => boolean, signal: AbortSignal): Promise<void> {
    while (!isOpen()) {
      signal.throwIfAborted();
      await change(signal);
    }
  }

  function change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      waiting.add(wake);
      signal.addEventListener("abort", wake);
      function wake() {
        waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      }
    });
  }

  return {
    refusal: () => takesLive() ? null : room.reason,
    change(next) {
      room = next;
      for (const wake of [...waiting]) wake();
    },
    guard: (venue) => ({
      ...venue,
      async fetchTrades(query, signal) {
        await until(() => takes(query), signal);
        return await venue.fetchTrades(query, signal);
      },
      async fetchCandles(query, signal) {
        await until(takesHistory, signal);
        return await venue.fetchCandles(query, signal);
      },
    }),
  };
}
