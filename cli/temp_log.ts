export interface Log { info(w: string, s: string): void; warning(w: string, s: string): void; error(w: string, s: string): void; tail(n: number): string[]; open(f: string): void; close(): void }
export function createLog(_: unknown): Log {
  const lines: string[] = [];
  const put = (l: string) => (w: string, s: string) => { const x = `${new Date().toISOString()} ${l} ${w} ${s}`; lines.push(x); console.log(x); };
  return { info: put("info"), warning: put("warning"), error: put("error"), tail: (n) => lines.slice(-n), open() {}, close() {} };
}
