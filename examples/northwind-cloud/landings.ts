import { landProject, loadsOf } from "../../lib/landing/land.ts";
import type { LocalProject } from "../../lib/local/open-project.ts";

export interface Landed {
  readonly source: string;
  readonly streams: string;
  readonly records: number;
  readonly quarantined: number;
}

/** Lands what is new of every source, and remembers how much that was. */
export class Landings {
  readonly #local: LocalProject;
  readonly #counts = new Map<string, { records: number; quarantined: number }>();

  constructor(local: LocalProject) {
    this.#local = local;
  }

  async landAll(): Promise<void> {
    const { project, services, inbox } = this.#local;
    const landing = { ...services, inbox };
    for (const { source, landed, quarantined } of loadsOf(
      await landProject(project.config.sources, landing),
    )) {
      const count = this.#counts.get(source) ?? { records: 0, quarantined: 0 };
      count.records += landed;
      count.quarantined += quarantined;
      this.#counts.set(source, count);
    }
  }

  /** By source, in the order of the config. */
  get bySource(): readonly Landed[] {
    return this.#local.project.config.sources.map(({ name, streams }) => ({
      source: name,
      streams: Object.keys(streams).join(", "),
      records: this.#counts.get(name)?.records ?? 0,
      quarantined: this.#counts.get(name)?.quarantined ?? 0,
    }));
  }
}
