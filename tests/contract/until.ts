/** Asks again and again until there is something; fails after 20 s. */
export async function until<T>(what: string, look: () => Promise<T | false | null | undefined>): Promise<T> {
  for (const endsAt = Date.now() + 20_000; Date.now() < endsAt;) {
    const found = await look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Cannot see ${what} within 20 s`);
}
