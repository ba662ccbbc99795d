import type { Catalog } from "./catalog/catalog.ts";
import type { Notifier } from "./notify/notifier.ts";
import type { Holder } from "./storage/lease.ts";
import type { ObjectStore } from "./storage/object-store.ts";
import type { Warehouse } from "./warehouse/warehouse.ts";

/** The services of a run; only these differ between AWS and one machine. */
export interface Services {
  readonly store: ObjectStore;
  readonly warehouse: Warehouse;
  readonly catalog: Catalog;
  readonly notifier: Notifier;
  readonly clock: () => Date;
  readonly holder: Holder;
  readonly databases: Databases;
}

/**
 * The names of a deployment's databases. Each run builds in its own database, so that a run that was presumed
 * dead but resumes cannot change anything that another run reads.
 */
export interface Databases {
  /** The database that readers query: a projection of the published chain. */
  readonly published: string;
  /** The prefix of the name of each run's build database. */
  readonly buildPrefix: string;
}
