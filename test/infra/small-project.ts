import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "../../infra/settings.ts";
import { type Synthesized, synthesized } from "./synthesized.ts";

const yaml = `
company: Small
currency: EUR
schedule: { at: "04:30", timezone: Europe/Berlin }
sources:
  - name: crm
    kind: files
    land_every: 6h
    streams:
      accounts:
        path: ./exports/crm/accounts-{date}.csv
        mode: full
        entity: accounts
        fields: { account_id: Id, name: Name }
  - name: desk
    kind: files
    streams:
      tickets:
        path: exports/desk/*.csv
        mode: upsert
        entity: tickets
        fields: { ticket_id: id, account_id: org, created_at: created_at, status: status }
scorecards:
  - name: standard
    components:
      support: { weight: 1, measures: { urgent_open_tickets: { points: [[0, 100], [10, 0]] } } }
routes:
  - { to: enterprise, where: "segment = 'Enterprise'", email: [anna@example.com, ben@example.com] }
  - { to: others, email: [ben@example.com] }
`;

/** The stacks of a project with two sources and two routes. */
export async function smallProject(settings: Partial<Settings> = {}): Promise<Synthesized> {
  const directory = await mkdtemp(join(tmpdir(), "bellwether-small-"));
  try {
    await writeFile(join(directory, "bellwether.yaml"), yaml);
    return await synthesized(directory, settings);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
