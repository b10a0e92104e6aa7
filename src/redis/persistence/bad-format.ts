/** Stored bytes that are no value, file or payload. `where` is the offset at which they stop making sense. */
export class BadFormat extends Error {
  readonly where: number;

  constructor(problem: string, where: number) {
    super(`${problem} at byte ${where}`);
    this.name = "BadFormat";
    this.where = where;
  }
}
