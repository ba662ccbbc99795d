type Field = string | number | boolean | readonly string[];

export interface ErrorFields {
  readonly error_name: string;
  readonly error_message: string;
  readonly error_stack?: string;
  readonly error_causes?: readonly string[];
  readonly error_fields?: Readonly<Record<string, Field>>;
}

const secretNames =
  /secret|token|password|passwd|credential|authorization|api_?key|signature|cookie|session/i;
const secretTexts: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:Bearer|Basic)\s+[\w.~+/=-]+/gi,
  /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
  /(?<=\b(?:secret|token|password|passwd|api_?key|x-amz-(?:signature|security-token))["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi,
];

/**
 * The fields of an error for a log line: its class, message and plain fields. Fields that look like secrets
 * are left out, and so are nested ones, such as a request with its headers.
 */
export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error))
    return { error_name: typeof error, error_message: withoutSecrets(String(error)) };
  const causes = causesOf(error);
  const fields = plainFields(error);
  return {
    error_name: error.name,
    error_message: withoutSecrets(error.message),
    ...(error.stack === undefined ? {} : { error_stack: withoutSecrets(error.stack) }),
    ...(causes.length === 0 ? {} : { error_causes: causes }),
    ...(Object.keys(fields).length === 0 ? {} : { error_fields: fields }),
  };
}

function withoutSecrets(text: string): string {
  return secretTexts.reduce((cleaned, secret) => cleaned.replace(secret, "***"), text);
}

function causesOf(error: Error): string[] {
  const causes: string[] = [];
  for (let node = error.cause; node instanceof Error; node = node.cause)
    causes.push(withoutSecrets(`${node.name}: ${node.message}`));
  return causes;
}

function plainFields(error: Error): Record<string, Field> {
  const fields: Record<string, Field> = {};
  for (const [name, value] of Object.entries(error)) {
    if (name === "name" || name === "message" || name === "stack" || secretNames.test(name)) continue;
    if (typeof value === "number" || typeof value === "boolean") fields[name] = value;
    if (typeof value === "string") fields[name] = withoutSecrets(value);
    if (Array.isArray(value) && value.every((item) => typeof item === "string"))
      fields[name] = value.map(withoutSecrets);
  }
  return fields;
}
