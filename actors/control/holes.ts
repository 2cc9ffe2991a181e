/** Holes seen live and not healed yet: half-open ranges in µs, newest first. */

export interface LiveHole {
  from: number;
  to: number;
  cause: string;
  reason: string;
  /** ms, when it was noticed. */
  at: number;
}

/** Older ones are in the coverage ledger; a board need not hold more. */
const MAX_HOLES = 200;

export function withHole(holes: readonly LiveHole[], hole: LiveHole): LiveHole[] {
  const known = holes.filter((other) => other.from !== hole.from || other.to !== hole.to);
  return [hole, ...known].slice(0, MAX_HOLES);
}

/** What is left of `holes` once [from, to) is healed. */
export function withoutRange(holes: readonly LiveHole[], from: number, to: number): LiveHole[] {
  return holes.flatMap((hole) => {
    if (to <= hole.from || from >= hole.to) return [hole];
    const before = { ...hole, to: Math.min(hole.to, from) };
    const after = { ...hole, from: Math.max(hole.from, to) };
    return [before, after].filter((piece) => piece.from < piece.to);
  });
}
