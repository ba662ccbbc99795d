/** This version of Bellwether reads columns or tables that the published day lacks. */
export class AnotherVersion extends Error {
  override readonly name = "AnotherVersion";
  constructor(date: string, cause: Error) {
    super(
      `another version of Bellwether built ${date}, and this one cannot score it again. ` +
        `Rebuild it: run --date ${date} --again --config current. ${cause.message}`,
      { cause },
    );
  }
}
