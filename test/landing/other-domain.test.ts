import { expect, test } from "vitest";
import { otherDomain } from "../../lib/landing/other-domain.ts";

test.each([
  ["bücher.example", "xn--bcher-kva.example"],
  ["https://www.Bücher.example/über-uns", "xn--bcher-kva.example"],
  ["Bu\u0308cher.example", "xn--bcher-kva.example"],
  ["xn--bcher-kva.example", "bücher.example"],
  ["XN--Bcher-KVA.example", "bücher.example"],
  ["ann@пример.рф", "xn--e1afmkfd.xn--p1ai"],
  ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
])("the other form of %s is %s", (domain, other) => {
  expect(otherDomain(domain)).toBe(other);
});

test.each([null, "", "acme.example", "Müller GmbH", "xn--.example", "ü"])(
  "%s has no other form",
  (domain) => {
    expect(otherDomain(domain)).toBe(null);
  },
);
