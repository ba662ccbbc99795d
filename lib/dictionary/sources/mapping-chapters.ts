import { z } from "zod";
import { FieldMapping, Source, Stream } from "../../config/schema.ts";
import { type AllowedFunction, fieldFunctions } from "../../dialect/functions.ts";
import { markdownTable } from "./markdown.ts";

/** A setting as the JSON Schema of the config describes it. */
const Setting = z.looseObject({
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
});
const Settings = z.looseObject({
  properties: z.record(z.string(), Setting),
  required: z.array(z.string()).default([]),
});
type Settings = z.infer<typeof Settings>;

const settingsOf = (schema: z.ZodType): Settings => Settings.parse(z.toJSONSchema(schema, { io: "input" }));

/** The settings of a source and of a stream, from the schema of the config. */
export const settingsChapters = (): string =>
  [
    "### Settings of a source\n",
    settingsTable(settingsOf(Source)),
    "\n### Settings of a stream\n",
    settingsTable(settingsOf(Stream)),
  ].join("\n");

const settingsTable = ({ properties, required }: Settings): string =>
  markdownTable(
    ["setting", "default", "meaning"],
    Object.entries(properties).map(([name, setting]) => [
      `\`${name}\``,
      required.includes(name) && setting.default === undefined ? "required" : defaultOf(setting),
      meaningOf(setting),
    ]),
  );

const defaultOf = ({ default: value }: z.infer<typeof Setting>): string =>
  value === undefined || JSON.stringify(value) === "[]" ? "" : `\`${JSON.stringify(value)}\``;

function meaningOf({ description, enum: words }: z.infer<typeof Setting>): string {
  const listed = words === undefined ? "" : words.map((word) => `\`${word}\``).join(", ");
  if (description === undefined) return listed;
  // A description that explains the words names them.
  return words === undefined || words.every((word) => description.includes(word))
    ? description
    : `${description}: ${listed}`;
}

/** The settings of a field's mapping, of all its forms. */
export function fieldSettings(): ReadonlyMap<string, string> {
  const forms = FieldMapping.options.flatMap((option) =>
    option instanceof z.ZodObject ? [settingsOf(option)] : [],
  );
  const described = forms.flatMap(({ properties }) =>
    Object.entries(properties).flatMap(([name, { description }]) =>
      description === undefined ? [] : [[name, description] as const],
    ),
  );
  return new Map(described);
}

export const fieldSettingsTable = (): string =>
  markdownTable(
    ["setting", "meaning"],
    [...fieldSettings()].map(([name, description]) => [`\`${name}\``, description]),
  );

/** The functions that an expression may call, from the one list of them. */
export const functionsTable = (): string =>
  markdownTable(
    ["function", "gives", "example"],
    Object.entries(fieldFunctions).map(([name, allowed]) => [
      `\`${signatureOf(name, allowed)}\``,
      allowed.means,
      `\`${allowed.example[0]}\` is \`${allowed.example[1]}\``,
    ]),
  );

function signatureOf(name: string, { parameters, optional = 0 }: AllowedFunction): string {
  if (parameters === "values of one kind") return `${name}(value, …)`;
  const named = parameters.map((parameter) =>
    typeof parameter === "string"
      ? parameter === "any"
        ? "value"
        : parameter
      : parameter.oneOf.map((word) => `'${word}'`).join(" | "),
  );
  const always = named.slice(0, named.length - optional).join(", ");
  const more = named.slice(named.length - optional).map((parameter) => `[, ${parameter}]`);
  return `${name}(${always}${more.join("")})`;
}
