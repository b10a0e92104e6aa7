/** The depths that Kraken offers. */
const OFFERED: readonly number[] = [10, 25, 100, 500, 1000];
/** What a subscription gets that names none. */
const DEFAULT_DEPTH = 10;
/** More symbols than Kraken has; a peer that confirms invented ones must not fill the memory. */
const MAX_SUBSCRIPTIONS = 20_000;

/** A depth as a number or as text, or undefined if Kraken offers no such depth. */
export function offeredDepth(value: unknown): number | undefined {
  const depth = Number(value);
  return typeof value !== "object" && OFFERED.includes(depth) ? depth : undefined;
}

/** Websocket v2 names a book's depth only when it is subscribed to; its books must be cut to that depth. */
export class SubscribedDepths {
  readonly #byConnection = new Map<string, Map<string, number>>();

  /** @param depth - as in the subscription; absent is the venue's default. */
  subscribed(connection: string, symbol: unknown, depth: unknown): void {
    const offered = depth === undefined ? DEFAULT_DEPTH : offeredDepth(depth);
    if (typeof symbol !== "string" || offered === undefined) return;
    let depths = this.#byConnection.get(connection);
    if (depths === undefined) {
      depths = new Map<string, number>();
      this.#byConnection.set(connection, depths);
    }
    if (depths.size < MAX_SUBSCRIPTIONS || depths.has(symbol)) depths.set(symbol, offered);
  }

  find(connection: string, symbol: string): number | undefined {
    return this.#byConnection.get(connection)?.get(symbol);
  }

  forget(connection: string): void {
    this.#byConnection.delete(connection);
  }
}

/** The smallest depth offered that holds a snapshot, for a capture that began after the subscription. */
export const depthHolding = (levels: number): number => OFFERED.find((depth) => depth >= levels) ?? 1000;
