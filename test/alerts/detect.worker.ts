import { detectDrops } from "../../lib/alerts/detect.ts";
import { config, liveHead, openSession, queries, servicesOver, watchingWrites } from "./published.ts";

// Runs a detection in its own process and kills it before its n-th write; without n it runs to the end.
const [, , root = "", asOfDate = "", killBefore = "Infinity"] = process.argv;

const session = openSession();
let writes = 0;
const services = servicesOver(root, session, (store) =>
  watchingWrites(store, () => {
    writes += 1;
    if (writes === Number(killBefore)) process.kill(process.pid, "SIGKILL");
  }),
);
await detectDrops(services, async () => ({ publishedHead: liveHead(asOfDate), config, queries }));
session.close();
process.disconnect();
