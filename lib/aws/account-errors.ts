/** AWS did not let us in, or could not be reached: nothing that is asked next will fare better. */
export class AccountOutOfReach extends Error {
  override readonly name = "AccountOutOfReach";
}

/** Errors of AWS and its SDK, with a message for the user of the command. */
const meanings: readonly { readonly names: readonly string[]; readonly meaning: string }[] = [
  {
    names: ["CredentialsProviderError", "TokenProviderError"],
    meaning: "there are no credentials for AWS: sign in (aws login, or aws sso login), or set AWS_PROFILE",
  },
  {
    names: ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"],
    meaning: "the credentials for AWS have expired: sign in again (aws login, or aws sso login)",
  },
  {
    names: ["InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure"],
    meaning: "AWS does not know these credentials: check AWS_PROFILE and the access key",
  },
  {
    names: ["AccessDenied", "AccessDeniedException"],
    meaning: "these credentials may not read the deployment: they need cloudformation:DescribeStacks",
  },
  {
    names: ["ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "ETIMEDOUT", "TimeoutError"],
    meaning: "AWS cannot be reached: check the network and the name of the region",
  },
];

/** Turns errors that concern the caller rather than the request into one sentence that says what to do. */
export function inPlainWords(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const name = "code" in error && typeof error.code === "string" ? error.code : error.name;
  if (/region is missing/i.test(error.message))
    return new AccountOutOfReach("no region is set: set region in cdk.json, or AWS_REGION", {
      cause: error,
    });
  const known = meanings.find(({ names }) => names.includes(name) || names.includes(error.name));
  return known === undefined
    ? error
    : new AccountOutOfReach(`${known.meaning}. AWS says: ${error.message || name}`, { cause: error });
}
