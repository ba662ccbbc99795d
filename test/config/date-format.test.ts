import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidDateFormat, parseDateFormat, utcDateOf } from "../../lib/config/date-format.ts";

describe("dates without a declared format are ISO 8601", () => {
  test.each([
    ["2024-05-01", "2024-05-01"],
    [" 2024-05-01 ", "2024-05-01"],
    ["2024-05-01T23:59:59.999Z", "2024-05-01"],
    ["2024-05-01 10:11", "2024-05-01"],
    ["2024-05-01T00:30:00+02:00", "2024-04-30"],
    ["2024-12-31T23:30:00-0100", "2025-01-01"],
    ["2024-12-31T23:30:00-01", "2025-01-01"],
    ["0001-01-01", "0001-01-01"],
    ["2024-02-30", undefined],
    ["2024-13-01", undefined],
    ["2024-05-01T24:00", undefined],
    ["01/05/2024", undefined],
    ["20240501", undefined],
    ["", undefined],
    ["yesterday", undefined],
  ])("%s is %s", (text, date) => expect(utcDateOf(text, undefined)).toBe(date));
});

describe("a declared format is applied literally", () => {
  test.each([
    ["DD/MM/YYYY", "01/05/2024", "2024-05-01"],
    ["DD/MM/YYYY", "1/5/2024", undefined],
    ["DD/MM/YYYY", "13/13/2024", undefined],
    ["M/D/YYYY", "5/1/2024", "2024-05-01"],
    ["M/D/YYYY", "12/31/2024", "2024-12-31"],
    ["YYYYMMDD", "20240501", "2024-05-01"],
    ["D.M.YYYY HH:mm", "1.5.2024 23:59", "2024-05-01"],
    ["D.M.YYYY HH:mm", "1.5.2024 24:59", undefined],
    ["D.M.YYYY HH:mm", "1x5x2024 23:59", undefined],
    ["YYYY-MM-DDTHH:mm:ss.SSSZ", "2024-05-01T10:11:12.123Z", "2024-05-01"],
    ["YYYYMMDDHHmmss", "20240501235959", "2024-05-01"],
    ["YYYYMMDDHHmmss", "20240501245959", undefined],
    ["D MMM YYYY", "1 May 2024", "2024-05-01"],
    ["D MMM YYYY", "01 SEP 2024", "2024-09-01"],
    ["D MMM YYYY", "1 September 2024", undefined],
    ["D MMM YYYY", "31 Feb 2024", undefined],
    ["MMMM D, YYYY", "december 31, 2024", "2024-12-31"],
    ["MMMM D, YYYY", "Dezember 31, 2024", undefined],
    ["MMM YYYY", "Mar 2024", "2024-03-01"],
    ["M/D/YYYY h:mm A", "5/1/2024 12:00 AM", "2024-05-01"],
    ["M/D/YYYY h:mm A", "5/1/2024 11:59 pm", "2024-05-01"],
    ["M/D/YYYY h:mm A", "5/1/2024 13:00 PM", undefined],
    ["M/D/YYYY h:mm A", "5/1/2024 0:00 AM", undefined],
    ["MM/DD/YYYY hh:mm A", "05/01/2024 1:00 PM", undefined],
    ["YYYY-MM-DD HH:mm:ss UTC", "2024-05-01 23:59:59 UTC", "2024-05-01"],
    ["YYYY-MM-DD HH:mm:ss UTC", "2024-05-01 23:59:59", undefined],
    ["D MMM YYYY HH:mm:ss GMT", "1 May 2024 23:59:59 GMT", "2024-05-01"],
    ["epoch_seconds", "1714521600", "2024-05-01"],
    ["epoch_seconds", "1714521599.999", "2024-04-30"],
    ["epoch_seconds", "-1", "1969-12-31"],
    ["epoch_milliseconds", "1714521600000", "2024-05-01"],
    ["epoch_milliseconds", "99999999999999999999", undefined],
    ["epoch_seconds", "2024-05-01", undefined],
    ["YYYY-MM", "2024-05", "2024-05-01"],
    ["YYYY-MM", "2024-13", undefined],
    ["YYYY-MM", "2024-05-01", undefined],
    ["M/YYYY", "5/2024", "2024-05-01"],
    ["YYYY", "2024", "2024-01-01"],
    ["YYYY-Qq", "2024-Q3", "2024-07-01"],
    ["YYYY-Qq", "2024-Q5", undefined],
    ["YYYY-Www", "2024-W01", "2024-01-01"],
    ["YYYY-Www", "2026-W53", "2026-12-28"],
    ["YYYY-Www", "2025-W53", undefined],
    ["YYYY-Www", "2021-W01", "2021-01-04"],
    ["YYYY-Www", "2020-W53", "2020-12-28"],
    ["YYYY-Www", "2024-W00", undefined],
  ])("%s: %s is %s", (format, text, date) => expect(utcDateOf(text, format)).toBe(date));
});

test("every date survives a round trip through any declared format", () => {
  const formats = ["DD/MM/YYYY", "M-D-YYYY", "YYYYMMDD"] as const;
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, min: new Date("1900-01-01"), max: new Date("2100-01-01") }),
      (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year = "", month = "", day = ""] = iso.split("-");
        const written = [
          `${day}/${month}/${year}`,
          `${Number(month)}-${Number(day)}-${year}`,
          `${year}${month}${day}`,
        ];
        for (const [index, format] of formats.entries())
          expect(utcDateOf(written[index] ?? "", format)).toBe(iso);
      },
    ),
  );
});

test("a format splits into its fields and separators", () => {
  expect(parseDateFormat("D/MM/YYYY")).toEqual([
    { kind: "part", part: "day", digits: [1, 2] },
    { kind: "literal", text: "/" },
    { kind: "part", part: "month", digits: [2, 2] },
    { kind: "literal", text: "/" },
    { kind: "part", part: "year", digits: [4, 4] },
  ]);
  expect(parseDateFormat("epoch_seconds")).toEqual([{ kind: "epoch", unit: "seconds" }]);
});

describe("an ambiguous format is refused, with the format to write instead", () => {
  test.each([
    ["DD/MM/YY", /year that is not four digits.*century with an expression/],
    ["dd/mm/yyyy", /the day is written D or DD/],
    ["DD/mm/YYYY", /month is missing.*mm is minutes/],
    ["YYYY-DD", /month is missing/],
    ["YYYY-MM HH", /the day is missing/],
    ["YYYY-MM-Qq", /both a month and a quarter/],
    ["Www", /year is missing/],
    ["DMYYYY", /need a separator/],
    ["DD MMMMM YYYY", /"MMMMM" is unknown/],
    ["DD MMM MM YYYY", /the month appears twice/],
    ["YYYY-MM-DD hh:mm", /hours 1 to 12 need AM or PM/],
    ["YYYY-MM-DD hh:mm a", /AM or PM is written A/],
    ["YYYY-MM-DD HH:mm A", /AM or PM \(A\) needs hours 1 to 12/],
    ["YYYY-MM-DD H:mm", /the hour is written HH/],
    ["YYYY-MM-DD HH hh A", /the hour appears twice/],
    ["YYYY-MM-DD mm", /the hour is missing/],
    ["YYYY-MM-DD MM", /the month appears twice/],
    ["20YY-MM-DD", /digits/],
    ["MM/DD/YYYY x", /"x" is unknown/],
    ["", /year is missing/],
  ])("%s", (format, problem) => {
    expect(() => parseDateFormat(format)).toThrow(InvalidDateFormat);
    expect(() => parseDateFormat(format)).toThrow(problem);
  });
});
