/** The version of the program; deno.json has the same, a test sees to it. */
export const VERSION = "0.1.0";
