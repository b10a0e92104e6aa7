import type { TopicRoutes, Egress } from "../topics/topic-routes.ts";
import type { Backing, BusListener, BusSerializer } from "./backing.ts";
import type { BusProblem } from "./problem.ts";

export interface OutletOptions<T> {
  readonly serializer: BusSerializer<T> | undefined;
  readonly typesFilter: readonly string[];
  readonly routes: TopicRoutes;
  /** Whether a listener that throws is reported, instead of ending the publication. */
  readonly isolates: boolean;
  readonly report: (problem: BusProblem) => void;
}

/** The way out of a bus: what has a type on the wire goes to the backing and to the listeners, as the same bytes. */
export class Outlet<T> {
  readonly #options: OutletOptions<T>;
  readonly #filtered: ReadonlySet<string>;
  readonly #listeners: BusListener[] = [];
  backing: Backing<T> | undefined;

  constructor(options: OutletOptions<T>) {
    this.#options = options;
    this.#filtered = new Set(options.typesFilter);
  }

  /** Nobody is there to take anything. */
  get idle(): boolean {
    return this.backing === undefined && this.#listeners.length === 0;
  }

  get serializer(): BusSerializer<T> | undefined {
    return this.backing?.serializer ?? this.#options.serializer;
  }

  listen(listener: BusListener): void {
    this.#listeners.push(listener);
  }

  /** Forgets the listeners. */
  deafen(): void {
    this.#listeners.length = 0;
  }

  take(topic: string, message: T, external: boolean, egress: Partial<Egress> | undefined): void {
    const { serializer } = this;
    const backing = external && this.backing?.open === true ? this.backing : undefined;
    if (serializer === undefined || (backing === undefined && this.#listeners.length === 0)) return;
    const type = serializer.typeOf(message);
    if (type === undefined || this.#filtered.has(type)) return;
    const encoded = serializer.serialize(message);
    if (backing !== undefined) {
      const { priority, key } = this.#options.routes.route(topic, type);
      const reason = backing.publish({
        topic, type, payload: encoded.payload, encoding: encoded.encoding, priority, key,
        ...egress,
      });
      if (reason !== undefined) this.#options.report({ kind: "not-sent", topic, reason });
    }
    for (const listener of this.#listeners) this.#tell(listener, topic, encoded.payload);
  }

  #tell(listener: BusListener, topic: string, payload: Uint8Array): void {
    try {
      if (!listener.isClosed()) listener.publish(topic, payload);
    } catch (error) {
      if (!this.#options.isolates) throw error;
      this.#options.report({ kind: "listener-failed", topic, error });
    }
  }
}
