import type { StageTime } from "./child.ts";

/** Measurements, and whether they meet their bars. */
export class Report {
  readonly #lines: string[] = [];
  readonly #peaks = new Map<string, number>();
  #missed = 0;

  note(text: string): void {
    this.#lines.push(text);
  }

  measure(name: string, value: number, unit: string): void {
    this.#lines.push(`${name.padEnd(36)} ${value.toFixed(2).padStart(9)} ${unit}`);
  }

  peak(name: string, megabytes: number): void {
    this.#peaks.set(name, Math.max(this.#peaks.get(name) ?? 0, megabytes));
  }

  stages(stages: readonly StageTime[]): void {
    this.#lines.push("the last day by stage:");
    for (const { stage, seconds } of stages) this.measure(`  ${stage}`, seconds, "s");
  }

  bar({
    name,
    ratio,
    atMost,
    wasLoaded = false,
  }: {
    readonly name: string;
    readonly ratio: number;
    readonly atMost: number;
    /** Other work ran on the machine meanwhile: the figure is printed, and not judged. */
    readonly wasLoaded?: boolean;
  }): void {
    const isHeld = ratio <= atMost;
    if (!isHeld && !wasLoaded) this.#missed += 1;
    const verdict = wasLoaded ? "not judged, as the machine was loaded" : isHeld ? "held" : "MISSED";
    this.#lines.push(`${name.padEnd(36)} ${ratio.toFixed(2).padStart(9)}  bar ${atMost}: ${verdict}`);
  }

  barOn(name: string, peak: string, atMost: number): void {
    this.bar({ name, ratio: this.#peaks.get(peak) ?? Number.NaN, atMost });
  }

  /** Prints everything; a missed bar makes the exit code 1. */
  print({ areBarsJudged }: { readonly areBarsJudged: boolean }): void {
    process.stdout.write(`${this.#lines.join("\n")}\n`);
    if (areBarsJudged && this.#missed > 0) process.exitCode = 1;
  }
}
