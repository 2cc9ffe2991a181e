import type { Wrong } from "./wrong.ts";

/** What was asked cannot be. The message is the whole answer, for people: a line for each thing that is wrong. */
export class Refused extends Error {}

/** A config's text that cannot be used, with all that is wrong with it. */
export class Unfit extends Refused {
  constructor(message: string, readonly wrongs: Wrong[]) {
    super(message);
  }
}
