/** Whether a session is answered: CLIENT REPLY. What is pushed to it comes through all the same. */
export class ReplyGate {
  #off = false;
  /** The command at hand is not answered. */
  #skips = false;
  /** The next one will not be. */
  #skipsNext = false;

  get isOpen(): boolean {
    return !this.#off && !this.#skips;
  }

  on(): void {
    this.#off = false;
    this.#skips = false;
  }

  off(): void {
    this.#off = true;
  }

  skipNext(): void {
    if (!this.#off) this.#skipsNext = true;
  }

  /** RESET: open for what comes after, but if the reply to RESET itself was to be left out, it is. */
  reset(): void {
    this.#off = false;
    this.#skipsNext = false;
  }

  /** The command at hand is over. */
  commandOver(): void {
    this.#skips = this.#skipsNext;
    this.#skipsNext = false;
  }
}
