import { domainToASCII, domainToUnicode } from "node:url";

const domain =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|\/\/|mailto:)?(?:[^@/?#]*@)?(?:www[.])?([^@/:?#,;<>()\s]+[.][^@/:?#.,;<>()\s]+)[.]?(?:>|[:/?#].*)?$/;

/**
 * The other form of an internationalised domain: `xn--bcher-kva.example` for `https://Bücher.example/`, and
 * vice versa. Null for a domain with one form, as most have, or for no domain. (SQL cannot compute this.)
 */
export function otherDomain(text: string | null): string | null {
  if (text === null || !/xn--|[^ -~]/i.test(text)) return null;
  const host = domain.exec(text.trim().normalize("NFC").toLowerCase())?.[1];
  if (host === undefined) return null;
  const other = host.includes("xn--") ? domainToUnicode(host) : domainToASCII(host);
  return other === "" || other === host ? null : other;
}
