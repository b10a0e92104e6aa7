import { WavetankError } from "../../kernel/error.ts";
import type { LiteralStars } from "../matcher.ts";
import { Priority } from "../priority.ts";
import type { Backing, BusListener, BusSerializer, Egress } from "./backing.ts";
import { Endpoints } from "./endpoints.ts";
import type { BusProblem } from "./problem.ts";
import { Requests, type BusRequest, type BusResponse } from "./requests.ts";
import { SubscriptionTable, type Handler, type Subscription, type TieOrder } from "./subscription.ts";
import { assertConcrete, assertName } from "./topic-rules.ts";

export interface MessageBusOptions<T> {
  readonly traderId: string;
  readonly instanceId?: string;
  readonly name?: string;
  /** With it, what has a type on the wire also goes to the backing and the listeners. */
  readonly serializer?: BusSerializer<T>;
  readonly backing?: Backing;
  /** Types that stay in the process. */
  readonly typesFilter?: readonly string[];
  readonly order?: TieOrder;
  readonly literalStars?: LiteralStars;
  /** Whether a topic that somebody publishes on may hold wildcards. Default `refuse`. */
  readonly wildcardTopics?: "refuse" | "allow";
  /**
   * A handler that throws: `isolate` reports it and calls the others (NautilusTrader v2), `propagate` ends the publication
   * there (v1). Default `isolate`.
   */
  readonly handlerErrors?: "isolate" | "propagate";
  readonly onProblem?: (problem: BusProblem) => void;
}

const MAX_PRIORITY = 2 ** 32 - 1;
const DEFAULT_EGRESS = { priority: Priority.NORMAL } as const;

/**
 * The messages of one trading node: publish and subscribe by topic, endpoints that are sent to, requests that are
 * answered. Calls are synchronous and depth first, as in NautilusTrader's MessageBus, whose names these are; where its
 * versions differ, docs/message-bus.md says which one this follows.
 */
export class MessageBus<T = unknown> {
  readonly traderId: string;
  readonly instanceId: string | undefined;
  readonly name: string;
  readonly #options: MessageBusOptions<T>;
  readonly #table: SubscriptionTable<T>;
  readonly #endpoints = new Endpoints<T>();
  readonly #requests = new Requests<T>();
  readonly #streamingTypes = new Set<string>();
  readonly #listeners: BusListener[] = [];
  readonly #filtered: ReadonlySet<string>;
  readonly #isolates: boolean;
  #backing: Backing | undefined;
  #handlerCount = 0;
  sentCount = 0;
  reqCount = 0;
  resCount = 0;
  pubCount = 0;

  constructor(options: MessageBusOptions<T>) {
    assertName(options.traderId, "endpoint");
    this.#options = options;
    this.traderId = options.traderId;
    this.instanceId = options.instanceId;
    this.name = options.name ?? "MessageBus";
    this.#table = new SubscriptionTable(options.order ?? "fifo", options.literalStars ?? "nautilus");
    this.#filtered = new Set(options.typesFilter);
    this.#isolates = options.handlerErrors !== "propagate";
    this.#backing = options.backing;
  }

  get hasBacking(): boolean {
    return this.#backing !== undefined;
  }

  /** Publications from now on go to `backing`; the one before is returned, open as it was. */
  exchangeBacking(backing: Backing | undefined): Backing | undefined {
    const before = this.#backing;
    this.#backing = backing;
    return before;
  }

  // Topics.

  /**
   * Calls `handler` for every message whose topic matches. A pair of topic and handler that is there already is left as it
   * is, its priority too.
   *
   * @throws {WavetankError} E_TOPIC, E_PRIORITY
   */
  subscribe(topic: string, handler: Handler<T>, priority = 0, handlerId?: string): void {
    assertName(topic, "pattern");
    assertHandler(handler);
    if (!Number.isInteger(priority) || priority < 0 || priority > MAX_PRIORITY) {
      throw new WavetankError("E_PRIORITY", `the priority is ${priority}`, { expected: `an integer from 0 to ${MAX_PRIORITY}` });
    }
    const id = handlerId ?? `handler-${String(++this.#handlerCount).padStart(9, "0")}`;
    if (!this.#table.add({ topic, handler, priority, handlerId: id })) this.#report({ kind: "duplicate-subscription", topic });
  }

  unsubscribe(topic: string, handler: Handler<T>): void {
    assertName(topic, "pattern");
    if (!this.#table.remove(topic, handler)) this.#report({ kind: "no-subscription", topic });
  }

  /**
   * Calls the handlers of the topic, then hands the message to backing and listeners if it has a type on the wire.
   * `external: false` keeps it in the process: what came in from outside does not go out again.
   *
   * @throws {WavetankError} E_TOPIC
   */
  publish(topic: string, message: T, external = true, egress?: Partial<Egress>): void {
    const handlers = this.#table.resolved(topic) ?? this.#firstHandlers(topic);
    if (this.#isolates) {
      for (let i = 0; i < handlers.length; i++) this.#handle(handlers[i] as Handler<T>, topic, message);
    } else {
      for (let i = 0; i < handlers.length; i++) (handlers[i] as Handler<T>)(message);
    }
    if (this.#options.serializer !== undefined) this.#publishExternally(this.#options.serializer, topic, message, external, egress);
    this.pubCount++;
  }

  /** Unique topics and patterns that are subscribed to, sorted by code unit. */
  topics(): string[] {
    return [...new Set(this.#table.all.map(({ topic }) => topic))].sort();
  }

  /** Subscriptions whose own topic matches `pattern`. */
  subscriptions(pattern = "*"): readonly Subscription<T>[] {
    return this.#table.matching(pattern);
  }

  hasSubscribers(pattern = "*"): boolean {
    return this.subscriptions(pattern).length > 0;
  }

  isSubscribed(topic: string, handler: Handler<T>): boolean {
    return this.#table.has(topic, handler);
  }

  // Endpoints.

  endpoints(): string[] {
    return [...this.#endpoints.names, ...this.#requests.endpoints.names];
  }

  /** @throws {WavetankError} E_TOPIC, E_ENDPOINT */
  register(endpoint: string, handler: Handler<T>): void {
    this.#assertFree(endpoint, this.#requests.endpoints.names);
    assertHandler(handler);
    this.#endpoints.register(endpoint, handler);
  }

  /** @throws {WavetankError} E_ENDPOINT */
  deregister(endpoint: string, handler: Handler<T>): void {
    this.#endpoints.deregister(endpoint, handler);
  }

  /** As `register`, for requests. @throws {WavetankError} E_TOPIC, E_ENDPOINT */
  registerRequests(endpoint: string, handler: Handler<BusRequest<T>>): void {
    this.#assertFree(endpoint, this.#endpoints.names);
    assertHandler(handler);
    this.#requests.endpoints.register(endpoint, handler);
  }

  /** @throws {WavetankError} E_ENDPOINT */
  deregisterRequests(endpoint: string, handler: Handler<BusRequest<T>>): void {
    this.#requests.endpoints.deregister(endpoint, handler);
  }

  /** Calls the endpoint's handler. Without one, reports it and counts nothing. */
  send(endpoint: string, message: T): void {
    const handler = this.#endpoints.get(endpoint);
    if (handler === undefined) {
      this.#report({ kind: "no-endpoint", endpoint });
      return;
    }
    handler(message);
    this.sentCount++;
  }

  /** As `send`; the callback is kept until `response` brings what answers it. */
  request(endpoint: string, request: BusRequest<T>): void {
    const problem = this.#requests.ask(endpoint, request);
    if (problem !== undefined) {
      this.#report(problem);
      return;
    }
    this.reqCount++;
  }

  /** Calls the callback of the request that is answered, once. */
  response(response: BusResponse<T>): void {
    const problem = this.#requests.answer(response);
    if (problem !== undefined) this.#report(problem);
    this.resCount++;
  }

  isPendingRequest(requestId: string): boolean {
    return this.#requests.isPending(requestId);
  }

  // The world outside.

  /** Messages of that type may come in from outside. */
  addStreamingType(type: string): void {
    assertName(type, "topic");
    this.#streamingTypes.add(type);
  }

  isStreamingType(type: string): boolean {
    return this.#streamingTypes.has(type);
  }

  streamingTypes(): string[] {
    return [...this.#streamingTypes];
  }

  addListener(listener: BusListener): void {
    this.#listeners.push(listener);
  }

  /**
   * A message from outside: published in the process, and not sent out again. False when its type is not among the
   * streaming types.
   *
   * @throws {WavetankError} the serializer cannot read it.
   */
  republish(topic: string, type: string, payload: Uint8Array): boolean {
    const { serializer } = this.#options;
    if (serializer === undefined || !this.#streamingTypes.has(type)) return false;
    this.publish(topic, serializer.deserialize(type, payload), false);
    return true;
  }

  /** Forgets endpoints, subscriptions, requests and listeners, and closes the backing. Counters stay. */
  async dispose(): Promise<void> {
    this.#endpoints.clear();
    this.#requests.clear();
    this.#table.clear();
    this.#listeners.length = 0;
    await this.#backing?.close();
  }

  #firstHandlers(topic: string): readonly Handler<T>[] {
    assertName(topic, "topic");
    if (this.#options.wildcardTopics !== "allow") assertConcrete(topic, "topic");
    return this.#table.resolve(topic);
  }

  #handle(handler: Handler<T>, topic: string, message: T): void {
    try {
      handler(message);
    } catch (error) {
      this.#report({ kind: "handler-failed", topic, error });
    }
  }

  #publishExternally(serializer: BusSerializer<T>, topic: string, message: T, external: boolean, egress?: Partial<Egress>): void {
    const backing = external && this.#backing?.open === true ? this.#backing : undefined;
    if (backing === undefined && this.#listeners.length === 0) return;
    const type = serializer.typeOf(message);
    if (type === undefined || this.#filtered.has(type)) return;
    const payload = serializer.serialize(message);
    backing?.publish(topic, type, payload, { ...DEFAULT_EGRESS, key: topic, ...egress });
    for (const listener of this.#listeners) this.#tell(listener, topic, payload);
  }

  #tell(listener: BusListener, topic: string, payload: Uint8Array): void {
    try {
      if (!listener.isClosed()) listener.publish(topic, payload);
    } catch (error) {
      if (!this.#isolates) throw error;
      this.#report({ kind: "listener-failed", topic, error });
    }
  }

  #assertFree(endpoint: string, others: readonly string[]): void {
    assertName(endpoint, "endpoint");
    assertConcrete(endpoint, "endpoint");
    if (others.includes(endpoint)) throw new WavetankError("E_ENDPOINT", `endpoint ${endpoint} is registered already`);
  }

  #report(problem: BusProblem): void {
    this.#options.onProblem?.(problem);
  }
}

function assertHandler(handler: unknown): void {
  if (typeof handler === "function") return;
  throw new WavetankError("E_HANDLER", `the handler is ${typeof handler}`, { expected: "a function" });
}
