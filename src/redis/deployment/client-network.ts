/**
 * The network between a node and its clients. While it is cut it keeps what is sent, both ways, and delivers it late.
 */
export class ClientNetwork {
  #held: (() => void)[] = [];
  #cut = false;

  get isCut(): boolean {
    return this.#cut;
  }

  pass(send: () => void): void {
    if (this.#cut) this.#held.push(send);
    else send();
  }

  cut(): void {
    this.#cut = true;
  }

  mend(): void {
    this.#cut = false;
    const held = this.#held;
    this.#held = [];
    for (const send of held) send();
  }
}
