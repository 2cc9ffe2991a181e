/** Colour, where a terminal is there to show it. */
export type Tint = "good" | "notice" | "bad" | "faint" | "strong";

const CODES: Record<Tint, [begin: number, end: number]> = {
  good: [32, 39],
  notice: [33, 39],
  bad: [31, 39],
  faint: [2, 22],
  strong: [1, 22],
};

export type Paint = (text: string, tint: Tint | null | undefined) => string;

/** Paints where lines may be coloured, and gives the text as it is elsewhere. */
export function painter({ colour }: { colour: boolean }): Paint {
  return (text, tint) => {
    if (!colour || !tint || text.trim() === "") return text;
    const [begin, end] = CODES[tint];
    return `\x1b[${begin}m${text}\x1b[${end}m`;
  };
}
