/** Says what the heavy tests check, and the seed that repeats this run. */
export default function setup(): void {
  const { BELLWETHER_TESTS: size = "a sample", BELLWETHER_SEED: seed } = process.env;
  process.stdout.write(`the heavy tests check ${size}: BELLWETHER_SEED=${seed} (BELLWETHER_TESTS=whole)\n`);
}
