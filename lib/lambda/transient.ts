const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
const networkNames = new Set([
  "TimeoutError",
  "RequestTimeout",
  "RequestTimeoutException",
  "NetworkingError",
]);

/** Being asked to slow down is a fault of the client, in the SDK's words, which it has tried again some times. */
const throttlingNames = new Set([
  "WarehouseBusy",
  "TooManyRequestsException",
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "SlowDown",
]);

/**
 * Whether the same call may succeed later, because AWS throttled or failed, or the network did. Bellwether's
 * own errors are never transient: failed audits fail again.
 */
export function isTransient(error: unknown): boolean {
  for (let node = error; node instanceof Error; node = node.cause) {
    // The SDK marks retryable errors, and whether client or server is at fault.
    const { $retryable, $fault, code } = node as Error & Readonly<Record<string, unknown>>;
    if ($retryable !== undefined || $fault === "server") return true;
    if (throttlingNames.has(node.name)) return true;
    if (networkNames.has(node.name) || (typeof code === "string" && networkCodes.has(code))) return true;
  }
  return false;
}
