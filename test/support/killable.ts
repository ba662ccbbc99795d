import type { Services } from "../../lib/services.ts";
import type { Life } from "./durable-execution.ts";

/** Services of a process that can be killed: calls made before complete, and later calls never return. */
export function killable<S extends Services>(services: S, life: Life): S {
  const { store, warehouse, catalog, notifier } = services;
  return {
    ...services,
    store: whileAlive(store, life),
    warehouse: whileAlive(warehouse, life),
    catalog: whileAlive(catalog, life),
    notifier: whileAlive(notifier, life),
  };
}

const never = new Promise<never>(() => {});
/** Covers awaited values and iterated ones. */
const nothingEver = Object.assign(never, { [Symbol.asyncIterator]: () => ({ next: () => never }) });

function whileAlive<P extends object>(port: P, life: Life): P {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...given: unknown[]) => (life.isOver ? nothingEver : Reflect.apply(member, target, given));
    },
  });
}
