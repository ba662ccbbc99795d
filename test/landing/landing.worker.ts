import { LandingFixture } from "./fixture.ts";

// A process that lands what lies in a fixture's folder, to be killed at any moment.
const [, , root = "", stream = "{}"] = process.argv;
const fixture = new LandingFixture(root);
fixture.now = new Date();
process.send?.("started");
const [outcome] = await fixture.land(JSON.parse(stream), "2024-05-01");
process.send?.(outcome?.status);
process.disconnect();
