/** The command was called with invalid arguments. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}
