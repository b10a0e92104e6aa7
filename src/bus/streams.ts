import type { Clock, Timer } from "../kernel/clock.ts";
import { WavetankError } from "../kernel/error.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { ENHANCED_SPEC } from "./config/enhanced-spec.ts";
import { validConfig } from "./config/valid-config.ts";
import { deadLetterStream } from "./dead-letters.ts";
import { BEGINNING, type EntryId } from "./entry-id.ts";
import { healthOf, type GroupHealth, type GroupHealthProbe } from "./group-health.ts";
import type { GroupPositions } from "./group-keeper.ts";
import type { StreamProbe } from "./probe.ts";
import type { GroupPosition, StreamAdmin, StreamInfo, StreamStore } from "./store.ts";
import { StreamTrim, wantedBy } from "./stream-trim.ts";

export interface StreamManagerOptions {
  readonly config: EnhancedMessageBusConfig;
  readonly clock: Clock;
  /** Unix milliseconds of the clock's zero: stream ids are Unix milliseconds of the server. */
  readonly epochUnixMs: number;
  readonly store: StreamStore;
  /** Needed for making, describing and removing streams and groups. */
  readonly admin?: StreamAdmin;
  readonly probe: StreamProbe;
  readonly health?: GroupHealthProbe;
  readonly onFault: (error: unknown) => void;
}

/** What became of the passes over the streams. */
export interface PassCounts {
  readonly succeeded: number;
  /** The store did not do what was asked; the next pass tries again. */
  readonly failed: number;
  readonly lastError: unknown;
}

/**
 * Keeps streams: makes, removes and describes them and their groups, and every `trim.interval` brings each within its
 * bounds, quiet or not, and looks at how far its groups are behind. It begins with the stream of the configuration;
 * with a stream a topic, each is given to `keep`.
 */
export class RedisStreamManager implements GroupPositions {
  readonly #options: StreamManagerOptions;
  readonly #trim: StreamTrim;
  readonly #kept: Set<string>;
  /** By stream: what the group of the configuration wanted at the last pass. */
  readonly #wanted = new Map<string, EntryId>();
  #health: ReadonlyMap<string, GroupHealth> = new Map();
  #counts: PassCounts = { succeeded: 0, failed: 0, lastError: undefined };
  #timer: Timer | undefined;
  #running = false;
  #pass: Promise<void> | undefined;

  /** @throws {WavetankError} E_CONFIG - the validator refuses the configuration. */
  constructor(options: StreamManagerOptions) {
    const { config, store, probe, clock, epochUnixMs } = options;
    this.#options = { ...options, config: validConfig(ENHANCED_SPEC, config) };
    this.#kept = new Set([config.stream]);
    this.#trim = new StreamTrim({
      config: config.trim, store, probe, unixMs: () => epochUnixMs + Math.floor(clock.now() / 1_000_000),
    });
  }

  start(): void {
    this.#running = true;
    this.#passLater();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#timer?.cancel();
    await this.#pass;
  }

  /** Streams that passes look at. */
  get streams(): readonly string[] {
    return [...this.#kept];
  }

  /** How the groups of all streams stood at the last pass. */
  get health(): readonly GroupHealth[] {
    return [...this.#health.values()];
  }

  get passes(): PassCounts {
    return this.#counts;
  }

  keep(stream: string): void {
    this.#kept.add(stream);
  }

  /** Ends looking after a stream; it stays as it is. */
  release(stream: string): void {
    this.#kept.delete(stream);
    this.#wanted.delete(stream);
  }

  /** Makes a stream, empty, and keeps it. @throws {StoreError} */
  async create(stream: string): Promise<"created" | "exists"> {
    const made = await this.#admin.createStream(stream);
    this.keep(stream);
    return made;
  }

  /** Removes a stream with its groups. Its dead letters stay. False when there was none. @throws {StoreError} */
  async delete(stream: string): Promise<boolean> {
    this.release(stream);
    return this.#admin.deleteStream(stream);
  }

  /**
   * Removes the dead letters of a stream and the marks that keep them from being written twice. @throws {StoreError}
   */
  purgeDeadLetters(stream: string): Promise<boolean> {
    return this.#admin.deleteStream(deadLetterStream(stream), { marks: true });
  }

  /** Undefined when there is no such stream. @throws {StoreError} */
  info(stream: string): Promise<StreamInfo | undefined> {
    return this.#admin.streamInfo(stream);
  }

  /** @throws {StoreError} */
  groups(stream: string): Promise<readonly GroupPosition[]> {
    return this.#options.store.groups(stream);
  }

  /**
   * `from`: "0" everything that is there, "$" what comes after now, an id what comes after that. @throws {StoreError}
   */
  createGroup(stream: string, group: string, from: string): Promise<"created" | "exists"> {
    return this.#options.store.createGroup(stream, group, from);
  }

  /** @throws {StoreError} */
  destroyGroup(stream: string, group: string): Promise<boolean> {
    return this.#admin.destroyGroup(stream, group);
  }

  /** Lets a group go on after `after`: back, to read again, or forth, to skip. @throws {StoreError} */
  moveGroup(stream: string, group: string, after: EntryId): Promise<void> {
    return this.#admin.moveGroup(stream, group, after);
  }

  lowestUnacknowledged(stream: string, group: string): EntryId | undefined {
    return group === this.#options.config.group ? this.#wanted.get(stream) : undefined;
  }

  /** One pass over all streams now. Resolves to the number of entries removed. @throws {StoreError} */
  async trim(): Promise<number> {
    const { config, store } = this.#options;
    const health = new Map<string, GroupHealth>();
    let removed = 0;
    for (const stream of this.streams) {
      const groups = await store.groups(stream);
      for (const group of groups) {
        if (group.group === config.group) this.#wanted.set(stream, wantedBy(group));
        health.set(`${stream} ${group.group}`, healthOf(stream, group, config.consumer.lagLimit));
      }
      removed += await this.#trim.run(stream, stream === config.stream ? withOwn(config.group, groups) : groups);
    }
    this.#tell(health);
    return removed;
  }

  get #admin(): StreamAdmin {
    const { admin } = this.#options;
    if (admin !== undefined) return admin;
    throw new WavetankError("E_STREAM_ADMIN", "the manager was made without a store that makes and removes streams", {
      hint: "give it one as `admin`: every store of wavetank can",
    });
  }

  #tell(now: ReadonlyMap<string, GroupHealth>): void {
    const before = this.#health;
    this.#health = now;
    for (const [name, health] of now)
      if (before.get(name)?.state !== health.state) this.#options.health?.changed(health);
  }

  #passLater(): void {
    const { clock, config, onFault } = this.#options;
    this.#timer = clock.after(config.trim.interval, "streams.trim", () => {
      this.#pass = this.trim()
        .then(
          () => void (this.#counts = { ...this.#counts, succeeded: this.#counts.succeeded + 1 }),
          // A store that is away is trimmed at the next pass.
          (error: unknown) =>
            void (this.#counts = { ...this.#counts, failed: this.#counts.failed + 1, lastError: error }),
        )
        .then(() => {
          if (this.#running) this.#passLater();
        })
        .catch(onFault);
    });
  }
}

/** The configured group is to get everything: before there is any group, it has acknowledged nothing. */
const withOwn = (own: string, groups: readonly GroupPosition[]): readonly GroupPosition[] => groups.length > 0 ? groups
  : [{ group: own, lastDelivered: BEGINNING, pending: 0, lowestPending: undefined, lag: undefined }];
