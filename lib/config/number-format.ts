/** How an export writes numbers: the sign between thousands, if any, and the decimal sign. */
export interface NumberFormat {
  readonly thousands: "." | "," | " " | "'" | undefined;
  readonly decimal: "." | ",";
}

const formats: Readonly<Record<string, NumberFormat>> = {
  "1.234,56": { thousands: ".", decimal: "," },
  "1,234.56": { thousands: ",", decimal: "." },
  "1 234,56": { thousands: " ", decimal: "," },
  "1 234.56": { thousands: " ", decimal: "." },
  "1'234.56": { thousands: "'", decimal: "." },
  "1'234,56": { thousands: "'", decimal: "," },
  "1234,56": { thousands: undefined, decimal: "," },
  "1234.56": { thousands: undefined, decimal: "." },
};

/** The examples that declare a format: 1234.56, as the export writes it. */
export const numberExamples: readonly string[] = Object.keys(formats);

/** The format that an example declares; undefined for any other text. */
export const numberFormat = (example: string): NumberFormat | undefined =>
  Object.hasOwn(formats, example) ? formats[example] : undefined;
