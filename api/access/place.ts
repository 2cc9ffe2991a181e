/** Where a login leads: back to a page of ours, never elsewhere. */

const NOWHERE = "http://nowhere.invalid";

/**
 * The path and query of what was asked for, fit for `location` and for HTML attributes of their own escaping;
 * `/` where it is not plainly a path of ours. A token in it is taken out.
 */
export function ownPath(wanted: string | null): string {
  if (!wanted?.startsWith("/") || !URL.canParse(wanted, NOWHERE)) return "/";
  const url = new URL(wanted, NOWHERE);
  // "//elsewhere" and "/\elsewhere" have another origin; "/x/..//elsewhere" only gets there once it is resolved.
  if (url.origin !== NOWHERE || url.pathname.startsWith("//")) return "/";
  url.searchParams.delete("token");
  return url.pathname + url.search;
}
