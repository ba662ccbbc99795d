import { domainToASCII, domainToUnicode } from "node:url";

const domain =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|\/\/|mailto:)?(?:[^@/?#]*@)?(?:www[.])?([^@/:?#,;<>()\s]+[.][^@/:?#.,;<>()\s]+)[.]?(?:>|[:/?#].*)?$/;

/**
 * An internationalised domain in its other form: `xn--bcher-kva.example` for `https://Bücher.example/`, and the other way
 * round. Null for what has one form, as nearly every domain, or none. (SQL cannot tell: the forms are turned into each
 * other by an algorithm.)
 */
export function otherDomain(text: string | null): string | null {
  if (text === null || !/xn--|[^ -~]/i.test(text)) return null;
  const host = domain.exec(text.trim().normalize("NFC").toLowerCase())?.[1];
  if (host === undefined) return null;
  const other = host.includes("xn--") ? domainToUnicode(host) : domainToASCII(host);
  return other === "" || other === host ? null : other;
}
