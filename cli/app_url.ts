/** Reads an address as people type it. Throws with what it must be. */
export function appUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error("it must be like http://127.0.0.1:8080");
  if (url.username || url.password || url.search || url.hash) {
    throw new Error("it must be the address alone; a token belongs into TAPEDECK_TOKEN or --token");
  }
  return url.href.replace(/\/+$/, "");
}
