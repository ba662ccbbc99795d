import type { Notifier } from "./alerts/notifier.ts";
import type { Catalog } from "./catalog/catalog.ts";
import type { Holder } from "./storage/lease.ts";
import type { ObjectStore } from "./storage/object-store.ts";
import type { Warehouse } from "./warehouse/warehouse.ts";

/** What a run works with; only these differ between AWS and one machine. */
export interface Services {
  readonly store: ObjectStore;
  readonly warehouse: Warehouse;
  readonly catalog: Catalog;
  readonly notifier: Notifier;
  readonly clock: () => Date;
  readonly holder: Holder;
  readonly databases: Databases;
}

/** The names of the two databases of a deployment. */
export interface Databases {
  /** Where a run builds; belongs to the run that holds the lease. */
  readonly build: string;
  /** What readers query: a projection of the published chain. */
  readonly published: string;
}
