/** What ccxt throws, in the venue contract's terms. */
import { type FaultKind, VenueFault } from "../contract.ts";

/** How long to ask nothing where an exchange refuses for too many requests without saying how long. */
const WAIT_MS = 10_000;

/**
 * Classes of ccxt 4.5.84, the most special first: the first that the error is one of decides. What is plain
 * `ExchangeError` says little (Bybit's server errors and Kraken's unknown pairs are both one), so it is tried
 * again: a recorder does not give up for a doubtful reason.
 */
const KINDS: ReadonlyArray<readonly [className: string, kind: FaultKind]> = [
  ["RateLimitExceeded", "rate-limit"],
  ["DDoSProtection", "rate-limit"],
  ["OperationFailed", "network"],
  ["ExchangeClosedByUser", "network"],
  ["BadSymbol", "final"],
  ["AuthenticationError", "final"],
  ["ArgumentsRequired", "final"],
  ["NotSupported", "final"],
  ["ChecksumError", "network"],
  ["InvalidNonce", "network"],
  ["UnsubscribeError", "network"],
];

/** As Kraken, Coinbase, KuCoin and Gemini say it, which ccxt has no class for. */
const UNKNOWN_SYMBOL =
  /unknown asset pair|invalid (symbol|product)|valid product_id|symbol not exists|not a valid symbol/i;

/** Any error of a call to ccxt as a {@linkcode VenueFault}; `what` completes "Cannot …". */
export function faultOf(error: unknown, what: string): VenueFault {
  if (error instanceof VenueFault) return error;
  const kind = kindOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return new VenueFault(kind, `Cannot ${what}: ${message}`, kind === "rate-limit" ? WAIT_MS : null);
}

/** Is it an error of this class of ccxt's? `BaseError`: of any, and not a defect of its parsers. */
export function isCcxtError(error: unknown, className = "BaseError"): boolean {
  return classNames(error).includes(className);
}

function kindOf(error: unknown): FaultKind {
  const names = classNames(error);
  const known = KINDS.find(([className]) => names.includes(className));
  if (known) return known[1];
  const message = error instanceof Error ? error.message : "";
  return UNKNOWN_SYMBOL.test(message) ? "final" : "garbage";
}

/** The error's class and all that it extends. By name, so that no module of ccxt is loaded for it. */
function classNames(error: unknown): string[] {
  const names: string[] = [];
  for (let type = Object.getPrototypeOf(error ?? {}); type; type = Object.getPrototypeOf(type)) {
    names.push(type.constructor.name);
  }
  return names;
}
