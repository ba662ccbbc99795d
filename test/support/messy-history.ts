import { addDays } from "../../lib/dates.ts";
import { csv, shopYaml } from "./shop.ts";

/** Numbers in [0, 1), the same for the same seed. */
function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** So many rows are bad that every stream would be degraded, and values held, which depend on the runs. */
const anyShare = "max_rejected: 1\n        max_too_late: 1\n        max_unmatched: 1\n        ";

/** The shop of shop.ts with counts of uses, and a history of calls that lands at once. */
export const messyYaml = shopYaml
  .replace(
    "occurred_at: at, event_id: id }\n      clicks",
    "occurred_at: at, event_id: id, events: times }\n      clicks",
  )
  .replace(
    "  - name: billing\n",
    `      calls:
        path: crm/calls*.csv
        mode: upsert
        entity: touchpoints
        backdate: occurred_at
        fields: { touchpoint_id: id, account_id: account, occurred_at: at, pulse: pulse, kind: kind }
  - name: billing
`,
  )
  .replaceAll("entity: ", `${anyShare}entity: `)
  // By their own rhythm, files that are missing for some days would be late.
  .replaceAll("kind: files\n    streams:", "kind: files\n    expect_every: 60d\n    streams:");

export const firstDay = "2026-03-01";

type Files = Record<string, string>;

/**
 * The files of a number of days from {@link firstDay} on: realistic exports with rows that are late, too late, ahead of
 * their day, duplicated, empty, or with a reused id; accounts that appear, disappear, return, are merged and linked;
 * files missing on some days. Only the first account is ever absent: one that appears and disappears between two
 * runs is in no snapshot that either of them reads.
 */
export function messyHistory(
  seed: number,
  days: number,
): readonly { readonly date: string; readonly files: Files }[] {
  const chance = chances(seed);
  const pick = <T>(among: readonly T[]): T => among[Math.floor(chance() * among.length)] as T;
  const dayBefore = (date: string, most: number) => addDays(date, -Math.floor(chance() * (most + 1)));
  const accounts = new Map<string, { since: string; segment: string; left: string; merged: string }>();
  const subscriptions = new Map<string, string>();
  const invoices = new Map<string, string>();
  const tickets = new Map<string, string>();
  const uses: string[] = [];
  const keyOf = (id: string) =>
    pick([id, id, `${id} `, `${id.toLowerCase()}.example`, `ann@${id.toLowerCase()}.example`]);
  return Array.from({ length: days }, (_, day) => {
    const date = addDays(firstDay, day);
    const at = (on: string) => `${on}T0${Math.floor(chance() * 9)}:00:00Z`;
    const files: Files = {};
    if (day === 0 || chance() < 0.3) {
      const id = `A${accounts.size}`;
      const since = chance() < 0.2 ? addDays(date, 3) : dayBefore(date, 300);
      accounts.set(id, { since, segment: pick(["Big", "Small"]), left: "", merged: "" });
    }
    for (const [id, account] of accounts) {
      if (chance() < 0.05) account.segment = pick(["Big", "Small", ""]);
      if (chance() < 0.03) account.left = account.left === "" ? date : "";
      if (chance() < 0.03 && id !== "A0") account.merged = account.merged === "" ? "A0" : "";
    }
    if (day === 0 || chance() < 0.7)
      files["crm/accounts.csv"] = csv(
        "id,name,domain,segment,since,left_on,merged_into,updated_at,country",
        ...[...accounts]
          .filter(([id]) => id !== "A0" || accounts.size < 4 || chance() > 0.1)
          .map(([id, { since, segment, left, merged }]) =>
            [
              id,
              `Company ${id}`,
              `${id.toLowerCase()}.example`,
              segment,
              since,
              left,
              merged,
              at(date),
              "DE",
            ].join(),
          ),
      );
    const ids = [...accounts.keys()];
    if (day === 0 || chance() < 0.1)
      files[`crm/links-${date}.csv`] = csv("source,key,account", `helpdesk,90${day % 3},${pick(ids)}`);
    if (day === 0 || chance() < 0.15)
      files[`crm/calls-${date}.csv`] = csv(
        "id,account,at,pulse,kind",
        ...Array.from({ length: 3 }, (_, n) =>
          [
            `M${date}-${n}`,
            keyOf(pick(ids)),
            at(dayBefore(date, 40)),
            pick(["1", "3", "5", ""]),
            "call",
          ].join(),
        ),
      );
    const rowsOf = (known: Map<string, string>, prefix: string, row: (id: string) => string): string[] => {
      const id = chance() < 0.6 ? `${prefix}${known.size}` : pick([...known.keys(), `${prefix}0`]);
      known.set(id, row(id));
      // Occasionally an earlier row is repeated.
      return [...new Set([known.get(id) ?? "", ...(chance() < 0.3 ? [pick([...known.values()])] : [])])];
    };
    if (day === 0 || chance() < 0.5)
      files[`billing/subscriptions-${date}.csv`] = csv(
        "id,account,plan,mrr,seats,started,ended,notice,updated_at",
        ...rowsOf(subscriptions, "S", (id) => {
          const ended = chance() < 0.3 ? addDays(date, Math.floor(chance() * 20) - 5) : "";
          const mrr = (10 + Math.floor(chance() * 9000) / 100).toFixed(2);
          const started = chance() < 0.1 ? addDays(date, 4) : dayBefore(date, 200);
          return [
            id,
            keyOf(pick(ids)),
            "Team",
            mrr,
            "5",
            started,
            ended,
            ended && date,
            at(dayBefore(date, 5)),
          ].join();
        }),
      );
    if (day === 0 || chance() < 0.5)
      files[`billing/invoices-${date}.csv`] = csv(
        "id,account,amount,issued,due,paid,updated_at",
        ...rowsOf(invoices, "I", (id) => {
          const issued = chance() < 0.1 ? addDays(date, 2) : dayBefore(date, 40);
          const paid = chance() < 0.5 ? addDays(date, Math.floor(chance() * 6) - 3) : "";
          return [id, pick(ids), "50.00", issued, addDays(issued, 14), paid, at(dayBefore(date, 5))].join();
        }),
      );
    if (day === 0 || chance() < 0.6)
      files[`helpdesk/tickets-${date}.csv`] = csv(
        "id,organization,created,solved,status,updated_at",
        ...rowsOf(tickets, "T", (id) => {
          const solved = chance() < 0.5 ? at(addDays(date, Math.floor(chance() * 6) - 3)) : "";
          const key = pick([`90${day % 3}`, keyOf(pick(ids))]);
          return [id, key, at(dayBefore(date, 20)), solved, "", at(dayBefore(date, 5))].join();
        }),
      );
    if (day === 0 || chance() < 0.3)
      files[`surveys/responses-${date}.csv`] = csv(
        "id,account,kind,score,scale,who,at",
        [`R${date}`, pick(ids), "nps", pick(["3", "8", "10"]), "10", "ann", at(dayBefore(date, 10))].join(),
      );
    const use = (n: number) => {
      const on =
        chance() < 0.7
          ? date
          : chance() < 0.8
            ? dayBefore(date, 10)
            : addDays(date, 1 + Math.floor(chance() * 6));
      return [
        `U${date}-${n}`,
        keyOf(pick(ids)),
        pick(["ann", "bob", "cy", ""]),
        pick(["search", "reports"]),
        at(on),
        pick(["1", "3", "0", ""]),
      ].join();
    };
    const fresh = Array.from({ length: 6 }, (_, n) => use(n));
    const again = uses.slice(-24).filter(() => chance() < 0.2);
    // An old id is reused for another event.
    const reused = day > 10 && chance() < 0.5 ? [use(0).replace(/^U[^,]*/, `U${addDays(date, -10)}-0`)] : [];
    uses.push(...fresh);
    if (day === 0 || chance() < 0.9)
      files[`product/usage-${date}.csv`] = csv(
        "id,account,user,feature,at,times",
        ...fresh,
        ...again,
        ...reused,
      );
    if (chance() < 0.3)
      files[`product/clicks-${date}.ndjson`] = `{"account":"${pick(ids)}","at":"${at(date)}"}\n`;
    return { date, files };
  });
}
