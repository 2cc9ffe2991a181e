/** What was asked cannot be. The message is the whole answer, for people: a line for each thing that is wrong. */
export class Refused extends Error {}
