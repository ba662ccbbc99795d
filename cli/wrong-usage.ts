/** The command was called in a way that cannot be meant. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}
