import { describe, expect, test } from "vitest";
import { errorFields } from "../../lib/lambda/error-fields.ts";
import { QueryFailed } from "../../lib/warehouse/warehouse.ts";

describe("an error in a log line", () => {
  test("has its class, its message, its plain fields and its causes", () => {
    const error = new QueryFailed("scores", "line 3: no such column");
    error.cause = new TypeError("odd");
    const { error_stack, ...fields } = errorFields(error);
    expect(error_stack).toMatch(/error-fields\.test\.ts/);
    expect(fields).toEqual({
      error_name: "QueryFailed",
      error_message: "scores: line 3: no such column",
      error_causes: ["TypeError: odd"],
      error_fields: { reason: "line 3: no such column" },
    });
  });

  test("hides the secrets that it carries", () => {
    const error = Object.assign(
      new Error(
        "GET https://ann:hunter2@api.example/v1?api_key=k-123&page=2 with Bearer eyJhbGciOi.x-y_z= refused",
      ),
      {
        apiKey: "k-123",
        secretAccessKey: "wJalrXUtnFEMI",
        sessionToken: "FwoGZXIvYXdzEBY",
        hint: "the key AKIAIOSFODNN7EXAMPLE has no right to it; password: hunter2",
        request: { headers: { authorization: "Bearer eyJhbGciOi.x-y_z=" } },
        status: 401,
      },
    );
    const text = JSON.stringify(errorFields(error));
    for (const secret of ["hunter2", "k-123", "wJalr", "FwoGZ", "AKIA", "eyJ"])
      expect(text).not.toContain(secret);
    expect(errorFields(error).error_message).toBe(
      "GET https://ann:***@api.example/v1?api_key=***&page=2 with *** refused",
    );
    expect(errorFields(error).error_fields).toEqual({
      hint: "the key *** has no right to it; password: ***",
      status: 401,
    });
  });

  test("is recognised among other thrown values", () => {
    expect(errorFields("just text")).toEqual({ error_name: "string", error_message: "just text" });
  });
});
