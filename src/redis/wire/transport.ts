/** The server's end of a connection's bytes: a socket, or a simulated one. */
export interface Transport {
  /** `address:port` of the two ends, as CLIENT LIST shows them. */
  readonly peer: string;
  readonly local: string;
  /** Bytes taken by `send` that the network has not taken yet. */
  readonly unsent: number;
  /** Sends bytes. True when the buffer is still needed after the call, so that its owner must leave it alone. */
  send(bytes: Buffer): boolean;
  /** Closes once everything is sent. */
  end(): void;
  /** Closes at once; what was not sent is lost, and the client sees a reset. */
  reset(): void;
  /** Stops and starts the arrival of bytes. */
  pause(): void;
  resume(): void;
}

/** The time that a service lives in: real or simulated. */
export interface Timing {
  /** Unix µs. */
  nowUs(): number;
  /** Calls back once, `us` from now; returns what cancels it. */
  after(us: number, callback: () => void): () => void;
}
