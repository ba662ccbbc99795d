import type { Level } from "../../northwind-cloud/account.ts";
import { type Day, firstDay } from "./calendar.ts";
import { between, chance, pick, uuid } from "./chance.ts";
import { companyName, personName, slug } from "./names.ts";
import { salesforceId } from "./salesforce-id.ts";
import { type Subscription, type SubscriptionSketch, subscription } from "./subscription.ts";

export interface Person {
  /** Its distinct_id in the product. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly since: Day;
  /** The first day without it. */
  readonly leftOn: Day | undefined;
  /** How much more than others it uses the product. */
  readonly weight: number;
}

/** A customer, prospect or test account of Marrowgate, and how it behaves. */
export interface Account {
  /** Marrowgate's customer number, from 1001 on. */
  readonly number: number;
  /** Its Id in Salesforce, of 18 characters. */
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly type: "Customer" | "Prospect" | "Test";
  readonly industry: string;
  readonly employees: number;
  readonly owner: string;
  readonly country: string;
  readonly createdOn: Day;
  readonly parent: number | undefined;
  /** Gone from Salesforce; merged where another account took over what it had. */
  readonly deleted: { readonly on: Day; readonly into: number | undefined } | undefined;
  readonly people: readonly Person[];
  readonly subscriptions: readonly Subscription[];
  /** The share of working days on which a person uses the product, over time. */
  readonly usage: Level;
  /** 0 to 1: what its people answer and customer success notes. */
  readonly happiness: Level;
  readonly ticketsPerWeek: number;
  /** Days between two notes of customer success; undefined where nobody calls. */
  readonly touchpointEvery: number | undefined;
}

export type AccountSketch = { readonly number: number; readonly since: Day } & Partial<
  Omit<Account, "people" | "subscriptions" | "id">
> & {
    readonly people?: number;
    readonly subscription?: Partial<SubscriptionSketch> | undefined;
    readonly hasSubscription?: boolean;
    /** The first person's: it is the champion. */
    readonly champion?: { readonly leftOn?: Day; readonly weight?: number };
    /** From these days on there is a person more, each. */
    readonly joiners?: readonly Day[];
  };

const industries = ["Construction", "Facilities", "Energy", "Manufacturing", "Utilities"] as const;
/** Customer success at Marrowgate. */
export const owners: readonly [string, ...string[]] = ["Nadia Petit", "Tom Ferris", "Søren Lund"];
const countries = ["United Kingdom", "Germany", "France", "Sweden"] as const;
const roles = ["Dispatcher", "Technician", "Office manager"] as const;

/** A whole account from what is said of it; the rest is as such accounts are, by chance. */
export function account(sketch: AccountSketch): Account {
  const { number, since } = sketch;
  const name = sketch.name ?? companyName(number - 1001);
  const domain = sketch.domain ?? `${slug(name)}.example`;
  const type = sketch.type ?? "Customer";
  const people = sketch.people ?? between(2, 5, number, "people");
  const hasSubscription = sketch.hasSubscription ?? type === "Customer";
  const endsOn = sketch.subscription?.endsOn;
  const intensity = 0.15 + 0.25 * chance(number, "intensity");
  const happy = 0.55 + 0.4 * chance(number, "happy");
  return {
    ...{ number, name, domain, type, id: salesforceId("001", number) },
    industry: sketch.industry ?? pick(industries, number, "industry"),
    employees: sketch.employees ?? between(8, 60, number, "employees") * people,
    owner: sketch.owner ?? pick(owners, number, "owner"),
    country: sketch.country ?? pick<string>(countries, number, "country"),
    createdOn: sketch.createdOn ?? since - between(5, 60, number, "created"),
    parent: sketch.parent,
    deleted: sketch.deleted,
    usage: sketch.usage ?? fading(intensity, endsOn),
    happiness: sketch.happiness ?? fading(happy, endsOn),
    ticketsPerWeek: sketch.ticketsPerWeek ?? (type === "Customer" ? 0.05 + 0.06 * people : 0),
    touchpointEvery: "touchpointEvery" in sketch ? sketch.touchpointEvery : usualTouchpoints(number, type),
    people: [
      ...Array.from({ length: people }, (_, index) => personOf(sketch, domain, index, since)),
      ...(sketch.joiners ?? []).map((on, index) => personOf(sketch, domain, people + index, on)),
    ],
    subscriptions: hasSubscription
      ? [subscription({ number, startedOn: since, ...sketch.subscription })]
      : [],
  };
}

/** Who leaves loses interest in the two months before. */
const fading = (level: number, endsOn: Day | undefined): Level =>
  endsOn === undefined
    ? [[firstDay, level]]
    : [
        [endsOn - 60, level],
        [endsOn - 10, level * 0.2],
      ];

const usualTouchpoints = (number: number, type: Account["type"]): number | undefined =>
  type === "Customer" && chance(number, "called") < 0.5 ? between(35, 70, number, "calls") : undefined;

function personOf({ number, champion }: AccountSketch, domain: string, index: number, since: Day): Person {
  const name = personName(number * 7 + index * 13);
  const isChampion = index === 0 && champion !== undefined;
  return {
    ...{ id: uuid(number, "person", index), name, since },
    email: `${slug(name).replaceAll("-", ".")}@${domain}`,
    role: isChampion ? "Head of operations" : pick<string>(roles, number, "role", index),
    leftOn: isChampion ? champion.leftOn : undefined,
    weight: isChampion ? (champion.weight ?? 1) : 1,
  };
}

export const isThere = ({ since, leftOn }: Person, on: Day): boolean =>
  since <= on && (leftOn === undefined || on < leftOn);
