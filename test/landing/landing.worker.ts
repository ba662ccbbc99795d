import { landAgain } from "../../lib/landing/land-again.ts";
import { LandingFixture, sourceOf } from "./fixture.ts";

// A process that lands a fixture's folder, or lands it again, and may be killed at any moment.
const [, , root = "", stream = "{}", again] = process.argv;
const fixture = new LandingFixture(root);
fixture.now = new Date();
process.send?.("started");
const mapping = JSON.parse(stream);
const { inbox, store } = fixture;
const services = { inbox, store, clock: () => fixture.now };
const outcomes =
  again === undefined
    ? await fixture.land(mapping, "2024-05-01")
    : await landAgain(sourceOf(mapping), services, { landedOn: "2024-05-02" });
process.send?.(outcomes[0]?.status);
process.disconnect();
