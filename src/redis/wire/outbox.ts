import type { Timing, Transport } from "./transport.ts";

interface Held {
  readonly atUs: number;
  readonly bytes: Buffer;
}

/** Sends bytes in order, some of them later: what follows a delayed reply waits behind it. */
export class Outbox {
  readonly #transport: Transport;
  readonly #timing: Timing;
  #held: Held[] = [];
  #heldBytes = 0;
  #notBeforeUs = 0;
  #cancel: (() => void) | undefined;
  #ending = false;

  constructor(transport: Transport, timing: Timing) {
    this.#transport = transport;
    this.#timing = timing;
  }

  get unsent(): number {
    return this.#transport.unsent + this.#heldBytes;
  }

  /** What is sent from now on leaves `us` later at the earliest. */
  delay(us: number): void {
    this.#notBeforeUs = Math.max(this.#notBeforeUs, this.#timing.nowUs() + us);
  }

  /** True when the buffer is still needed after the call. */
  send(bytes: Buffer): boolean {
    if (this.#notBeforeUs === 0) return this.#transport.send(bytes);
    if (this.#held.length === 0 && this.#timing.nowUs() >= this.#notBeforeUs) return this.#transport.send(bytes);
    this.#held.push({ atUs: this.#notBeforeUs, bytes: Buffer.from(bytes) });
    this.#heldBytes += bytes.length;
    this.#cancel ??= this.#timing.after(this.#notBeforeUs - this.#timing.nowUs(), this.#release);
    return false;
  }

  end(): void {
    if (this.#held.length === 0) this.#transport.end();
    else this.#ending = true;
  }

  /** Nothing more leaves. */
  drop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#held = [];
    this.#heldBytes = 0;
  }

  readonly #release = (): void => {
    this.#cancel = undefined;
    const nowUs = this.#timing.nowUs();
    let sent = 0;
    for (; sent < this.#held.length && (this.#held[sent] as Held).atUs <= nowUs; sent++) {
      const { bytes } = this.#held[sent] as Held;
      this.#heldBytes -= bytes.length;
      this.#transport.send(bytes);
    }
    this.#held = this.#held.slice(sent);
    const [first] = this.#held;
    if (first !== undefined) this.#cancel = this.#timing.after(first.atUs - nowUs, this.#release);
    else if (this.#ending) this.#transport.end();
  };
}
