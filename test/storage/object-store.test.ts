import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { objectStoreContract, type StoreUnderTest } from "./object-store.contract.ts";

const directory: StoreUnderTest = {
  kind: "directory",
  pace: { turns: 60, killWithinMilliseconds: 60 },
  async open() {
    const location = await mkdtemp(join(tmpdir(), "bellwether-store-"));
    const remove = () => rm(location, { recursive: true, force: true });
    return { store: new DirectoryStore(location), location, remove };
  },
};

for (const store of [directory]) objectStoreContract(store);
