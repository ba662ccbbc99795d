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
 * Whether the same call may succeed a little later: AWS was too busy or broke down, or the network did. What
 * Bellwether itself says is never transient: audits that fail now fail again.
 */
export function isTransient(error: unknown): boolean {
  for (let node = error; node instanceof Error; node = node.cause) {
    // The SDK marks what it would try again, and which side was at fault.
    const { $retryable, $fault, code } = node as Error & Readonly<Record<string, unknown>>;
    if ($retryable !== undefined || $fault === "server") return true;
    if (throttlingNames.has(node.name)) return true;
    if (networkNames.has(node.name) || (typeof code === "string" && networkCodes.has(code))) return true;
  }
  return false;
}
