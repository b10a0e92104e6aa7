/** Bytes of a document that hold a credential. */
export interface Secret {
  /** Of the field. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /**
   * What the bytes are, and so what may stand there instead: text of any kind, digits of a number, or the fixed bytes
   * of a binary number.
   */
  readonly form: "text" | "digits" | "number";
}
