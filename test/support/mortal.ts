import type { Services } from "../../lib/services.ts";
import type { Life } from "./durable-execution.ts";

/** Services that a killed process no longer reaches: what it had asked for is done, what it asks for now is not. */
export function mortal<S extends Services>(services: S, life: Life): S {
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
/** For what is awaited, and for what is gone through. */
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
