// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- this betters it, and it does no I/O
import RedisMock from "ioredis-mock";
// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- a type
import type { RedisOptions } from "ioredis";
import { bytesOfArray, bytesOfText, type Bytes } from "../server/bytes.ts";
import { PushReply, ReplyError, type Reply } from "../server/reply.ts";
import type { Session } from "../server/session.ts";
import { clientMethods, EXECUTE_PLAINLY, type Caller } from "./client-methods.ts";
import { clientError, decodedReply, type Decoding } from "./decoded-reply.ts";
import { initialCommands, type InitialValue } from "./initial-data.ts";
import { plainArguments, PlainCommand, transformed } from "./plain-command.ts";
import { sharedServer, type SimServer } from "./sim-server.ts";
import { confirmations, messageEvents } from "./subscription.ts";

export interface SimRedisOptions extends RedisOptions {
  /** The server to talk to. Without it, all clients of the process with the same host and port share one. */
  readonly server?: SimServer;
  /** Keys that are there from the start, as ioredis-mock takes them. */
  readonly data?: Readonly<Record<string, InitialValue>>;
}

/** What a command of ioredis offers. */
interface ClientCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly replyEncoding: string | null | undefined;
  readonly promise: Promise<unknown>;
  resolve(value: unknown): unknown;
  reject(error: Error): void;
  toWritable?(socket: object): unknown;
}

/** What the constructor of ioredis-mock leaves on the object. */
interface MockFields {
  connected: boolean;
  options: SimRedisOptions;
  status: string;
  scriptsSet: object;
  addedBuiltinSet: Set<string>;
  context: { readonly modifiedKeyEvents: { setMaxListeners(count: number): void } };
}

const IN_SUBSCRIBER_MODE: ReadonlySet<string> = new Set([
  "subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe", "ping", "quit",
]);

/**
 * ioredis without a server: every command is executed by the model inside the call, and its promise settles in the next
 * microtask. A subclass of ioredis-mock, so that it can stand in its place, whose keys all live in the model.
 */
export class SimRedis extends RedisMock implements Caller {
  readonly #server: SimServer;
  readonly #session: Session;
  /** Sent and not answered: the first one waits at the server or for confirmations, the others wait for it. */
  readonly #unanswered: ClientCommand[] = [];
  #confirmationsLeft = 0;
  #executing = false;
  readonly #decodings: Readonly<Record<Decoding["as"], Decoding>>;
  #confirmed: Reply | undefined;

  constructor(options?: SimRedisOptions);
  constructor(port: number, options?: SimRedisOptions);
  constructor(port: number, host: string, options?: SimRedisOptions);
  constructor(path: string, options?: SimRedisOptions);
  constructor(...args: unknown[]) {
    super(...(args as [SimRedisOptions]));
    const { options, context } = this.#fields;
    context.modifiedKeyEvents.setMaxListeners(0);
    this.#fields.scriptsSet = {};
    this.#fields.addedBuiltinSet = new Set();
    this.#fields.status = this.#fields.connected ? "ready" : "wait";
    // Nothing is gained by gathering commands that are answered at once.
    this.#fields.options = { ...options, enableAutoPipelining: false };
    this.#server = options.server ?? sharedServer(options.host ?? "localhost", options.port ?? 6379);
    const decoding = { stringNumbers: options.stringNumbers === true, compat: this.#server.redis.compat };
    this.#decodings = { text: { ...decoding, as: "text" }, buffers: { ...decoding, as: "buffers" } };
    this.#session = this.#server.connect((reply) => this.#delivered(reply), () => this.#closed());
    this.#session.db = Number(options.db ?? 0);
    if (options.connectionName !== undefined) this.#session.name = bytesOfText(options.connectionName);
    for (const [key, value] of Object.entries(options.data ?? {})) {
      for (const command of initialCommands(`${options.keyPrefix ?? ""}${key}`, value))
        this.#server.execute(this.#session, command);
    }
  }

  /** Executes one command of ioredis: what all its methods come down to. */
  override sendCommand(command: unknown): Promise<unknown> {
    const sent = command as ClientCommand;
    const refusal = this.#refusal(sent);
    if (refusal !== undefined) sent.reject(refusal);
    else if (this.#unanswered.push(sent) === 1) this.#goOn();
    return sent.promise;
  }

  /** The usual call, which is answered at once: no Command, one promise. */
  [EXECUTE_PLAINLY](name: string, as: Decoding["as"], args: readonly unknown[]): Promise<unknown> | undefined {
    const { keyPrefix, showFriendlyErrorStack } = this.#fields.options;
    if (keyPrefix || showFriendlyErrorStack === true || this.#unanswered.length > 0 || this.#session.subscriptions > 0)
      return undefined;
    if (!this.#fields.connected || confirmations(name, 1, NOBODY) !== undefined) return undefined;
    const bytes = plainArguments(name, args);
    if (bytes === undefined) return undefined;
    const reply = this.#server.execute(this.#session, bytes);
    if (reply === undefined) {
      const command = new PlainCommand(name, args, as);
      this.#unanswered.push(command);
      return command.promise;
    }
    if (reply instanceof ReplyError) return Promise.reject(rejection(reply, name, args));
    return Promise.resolve(transformed(name, decodedReply(reply, this.#decodings[as])));
  }

  override connect(callback?: (error?: Error) => void): Promise<void> {
    const already = this.#fields.connected ? new Error("Redis is already connecting/connected") : undefined;
    if (already === undefined) this.#connected();
    if (callback !== undefined) queueMicrotask(() => (already === undefined ? callback() : callback(already)));
    return already === undefined || callback !== undefined ? Promise.resolve() : Promise.reject(already);
  }

  override disconnect(): void {
    super.disconnect();
    this.#server.disconnect(this.#session);
  }

  override quit(callback?: (error: Error | null, result?: "OK") => void): Promise<"OK"> {
    this.disconnect();
    if (callback !== undefined) queueMicrotask(() => callback(null, "OK"));
    return Promise.resolve("OK");
  }

  /** Another connection to the same server. */
  override duplicate(override: Partial<SimRedisOptions> = {}): SimRedis {
    return new SimRedis({ ...this.#fields.options, data: {}, server: this.#server, ...override });
  }

  /** ioredis-mock would make its commands here, one closure each for every client. */
  protected _initCommands(): void {}

  get #fields(): MockFields {
    return this as unknown as MockFields;
  }

  #connected(): void {
    this.#fields.connected = true;
    this.#fields.status = "ready";
    queueMicrotask(() => {
      this.emit("connect");
      this.emit("ready");
    });
  }

  #refusal({ name }: ClientCommand): Error | undefined {
    if (this.#session.closed) return new Error("Connection is closed.");
    if (!this.#fields.connected) {
      if (this.#fields.options.enableOfflineQueue === false) {
        return new Error("Stream isn't writeable and enableOfflineQueue options is false");
      }
      this.#connected();
    }
    return this.#session.subscriptions > 0 && !IN_SUBSCRIBER_MODE.has(name.toLowerCase())
      ? new Error("Connection in subscriber mode, only subscriber commands may be used") : undefined;
  }

  /** Executes commands in order, up to one that is answered later. */
  #goOn(): void {
    for (let command = this.#unanswered[0]; command !== undefined; command = this.#unanswered[0]) {
      const reply = this.#execute(command);
      if (reply === undefined) return;
      this.#unanswered.shift();
      this.#settle(command, reply);
    }
  }

  #execute(command: ClientCommand): Reply | undefined {
    // A script defined by the user is sent as a whole once, and by its digest from then on: this decides which.
    if (command.name === "evalsha") command.toWritable?.(this);
    const { channels, patterns, shardChannels } = this.#session;
    this.#confirmationsLeft = confirmations(command.name.toLowerCase(), command.args.length,
      { channels: channels.size, patterns: patterns.size, shards: shardChannels.size }) ?? 0;
    this.#executing = true;
    try {
      const reply = this.#server.execute(this.#session, argumentsOf(command));
      return reply === undefined ? this.#confirmed : reply;
    } catch (error) {
      this.#unanswered.shift();
      command.reject(error as Error);
      return undefined;
    } finally {
      this.#executing = false;
      this.#confirmed = undefined;
    }
  }

  #settle(command: ClientCommand, reply: Reply): void {
    if (reply instanceof ReplyError) command.reject(rejection(reply, command.name, command.args));
    else
      command.resolve(
        decodedReply(reply, this.#decodings[typeof command.replyEncoding === "string" ? "text" : "buffers"]),
      );
  }

  #delivered(reply: Reply): void {
    if (!(reply instanceof PushReply)) {
      this.#answered(reply);
      return;
    }
    const events = messageEvents(reply);
    if (events === undefined) {
      if (--this.#confirmationsLeft === 0) this.#answered(reply.items[2] as Reply);
      return;
    }
    // As from a socket: not within the call that published it.
    queueMicrotask(() => {
      for (const [event, ...args] of events) this.emit(event, ...args);
    });
  }

  /** The oldest command, which was waiting, has its reply; the next ones may go. */
  #answered(reply: Reply): void {
    if (this.#executing) {
      this.#confirmed = reply;
      return;
    }
    const command = this.#unanswered.shift();
    if (command !== undefined) this.#settle(command, reply);
    this.#goOn();
  }

  #closed(): void {
    this.#fields.connected = false;
    this.#fields.status = "end";
    for (const command of this.#unanswered.splice(0)) command.reject(new Error("Connection is closed."));
  }
}

Object.defineProperties(SimRedis.prototype, clientMethods());

const NOBODY = { channels: 0, patterns: 0, shards: 0 };

const rejection = (reply: ReplyError, name: string, args: readonly unknown[]): Error =>
  Object.assign(clientError(reply), { command: { name, args } });

/** ioredis has made strings or Buffers of them. */
function argumentsOf({ name, args }: ClientCommand): readonly Bytes[] {
  const bytes: Bytes[] = [bytesOfText(name)];
  for (const arg of args as readonly (string | Buffer)[])
    bytes.push(typeof arg === "string" ? bytesOfText(arg) : bytesOfArray(arg));
  return bytes;
}
