import type { Clock } from "../../kernel/clock.ts";
import type { Duration } from "../../kernel/time.ts";
import type { DatabaseConfig } from "../config/message-bus-config.ts";
import type { BusIdentity } from "../config/stream-key.ts";
import type { BusSerializer } from "../message-bus/backing.ts";
import type { BusProbes } from "../message-bus/bus-tally.ts";
import type { MessageBusOptions } from "../message-bus/message-bus.ts";
import type { ProducerEpochs, StreamAdmin, StreamStore, StreamTail } from "../store.ts";
import type { WireOptions } from "../wire/batch-sender.ts";
import type { PayloadCodec } from "../wire/payload-codec.ts";
import type { BusFailure } from "./bus-failure.ts";

/** What a server says it is. */
export interface ServerFacts {
  /** `7.0.15` */
  readonly version: string;
  readonly role: "master" | "replica";
}

/** A connection to a store, as the bus needs it. */
export interface BusConnection {
  readonly store: StreamStore & StreamAdmin & StreamTail & ProducerEpochs;
  /** Undefined when the store is no server. */
  readonly server: ServerFacts | undefined;
  close(): Promise<void>;
}

/**
 * Connects, or says why not: a StoreError with the server's own words, `unknown` when nobody answers. Undefined stands
 * for the server that the owner knows of.
 */
export type Connect = (database: DatabaseConfig | undefined) => Promise<BusConnection>;

/** What a bus needs of the world. */
export interface BusPorts<T> {
  readonly identity: BusIdentity;
  readonly clock: Clock;
  /** Unix milliseconds of the clock's zero. */
  readonly epochUnixMs: number;
  readonly connect: Connect;
  /** Messages to payloads, by the codec that the configuration asks for: `(codec) => codecSerializer(codec, types)`. */
  readonly serializer: (codec: PayloadCodec) => BusSerializer<T>;
  /** An integer from 0 below `limit`, drawn anew at each call: spreads retries, and tells lives of a producer apart. */
  readonly draw: (limit: number) => number;
  /** Told of a failure of the bus itself, which no retry can mend. */
  readonly onFault: (error: unknown) => void;
}

export interface CreateOptions<T> {
  /** The enhanced bus or an error, never the standard bus instead. Default false. */
  readonly strict?: boolean;
  /** Names this producer on the wire. Default: the trader's id, with the instance's if there is one. */
  readonly producer?: string;
  /** Makes this node a consumer of the group, by this name: see GroupIncoming. */
  readonly consumer?: string;
  /** Instead of the configuration's. */
  readonly wire?: WireOptions;
  /** Of the MessageBus itself: order, errors, topics. */
  readonly bus?: Omit<MessageBusOptions<T>, "traderId" | "instanceId" | "serializer" | "backing">;
  /** Types that come in from outside. */
  readonly streamingTypes?: readonly string[];
  readonly probes?: BusProbes;
  /** Told when a bus that was asked for cannot be had, and which one is in force instead. */
  readonly onFailure?: (failure: BusFailure, kind: "standard" | "enhanced") => void;
  /** How long connecting may take. Default 5 s. */
  readonly connectLimit?: Duration;
  /** How long what is held may take to go out when the bus is stopped or switched. Default 5 s. */
  readonly drainLimit?: Duration;
}
