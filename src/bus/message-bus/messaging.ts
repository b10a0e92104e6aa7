import { WavetankError } from "../../kernel/error.ts";
import type { MessageBus } from "./message-bus.ts";
import type { Handler } from "./subscription.ts";

/** What a component has published and got. */
export interface MessagingCounts {
  readonly signals: number;
  readonly orderEvents: number;
  readonly riskEvents: number;
  readonly states: number;
  readonly received: number;
}

/**
 * What actors and strategies say on a bus, by what it means: topics are made here, urgency follows from the table of
 * kinds. The calls are the same on the standard and on the enhanced bus, and over switches between them.
 */
export class Messaging<T> {
  readonly bus: MessageBus<T>;
  readonly #subscriptions: { readonly pattern: string; readonly handler: Handler<T>; readonly counted: Handler<T> }[] =
    [];
  readonly #counts = { signals: 0, orderEvents: 0, riskEvents: 0, states: 0, received: 0 };

  constructor(bus: MessageBus<T>) {
    this.bus = bus;
  }

  get counts(): MessagingCounts {
    return { ...this.#counts };
  }

  /** HIGH. @throws {WavetankError} E_TOPIC - as all of these, when the name holds a wildcard. */
  publishSignal(name: string, message: T): void {
    this.bus.publish(`signal.${name}`, message);
    this.#counts.signals++;
  }

  /** HIGH; fills and rejections CRITICAL, by the type of the message. */
  publishOrderEvent(strategyId: string, message: T): void {
    this.bus.publish(`events.order.${strategyId}`, message);
    this.#counts.orderEvents++;
  }

  /** CRITICAL. */
  publishRiskEvent(alert: string, message: T): void {
    this.bus.publish(`risk.${alert}`, message);
    this.#counts.riskEvents++;
  }

  /** NORMAL. */
  publishState(name: string, message: T): void {
    this.bus.publish(`strategy.${name}.state`, message);
    this.#counts.states++;
  }

  /** As the bus's own: a pair of pattern and handler that is there already is left as it is. */
  subscribe(pattern: string, handler: Handler<T>, priority = 0): void {
    if (this.#subscriptions.some((held) => held.pattern === pattern && held.handler === handler)) return;
    const counted = (message: T): void => {
      this.#counts.received++;
      handler(message);
    };
    this.bus.subscribe(pattern, counted, priority);
    this.#subscriptions.push({ pattern, handler, counted });
  }

  /** False when there was no such subscription. */
  unsubscribe(pattern: string, handler: Handler<T>): boolean {
    const at = this.#subscriptions.findIndex((held) => held.pattern === pattern && held.handler === handler);
    const [held] = at < 0 ? [] : this.#subscriptions.splice(at, 1);
    if (held !== undefined) this.bus.unsubscribe(pattern, held.counted);
    return held !== undefined;
  }

  /** Everything that a portfolio says. */
  subscribeToPortfolio(handler: Handler<T>): void {
    this.subscribe("portfolio.*", handler);
  }

  /** Takes back all subscriptions. */
  end(): void {
    for (const { pattern, counted } of this.#subscriptions.splice(0)) this.bus.unsubscribe(pattern, counted);
  }
}

/** A component that can speak on a bus. */
export interface WithMessaging<T> {
  readonly messaging: Messaging<T>;
}

/**
 * Gives an actor, a strategy or any other component its `messaging`. Of a component that has it already nothing
 * changes.
 *
 * @throws {WavetankError} E_BUS - it speaks on another bus.
 */
export function withMessaging<C extends object, T>(component: C, bus: MessageBus<T>): C & WithMessaging<T> {
  const held: unknown = Reflect.get(component, "messaging");
  if (held === undefined) {
    Object.defineProperty(component, "messaging", { value: new Messaging(bus), enumerable: true });
  } else if (!(held instanceof Messaging) || held.bus !== bus) {
    throw new WavetankError("E_BUS", "the component has another messaging already", {
      expected: "a component without, or with that of this bus",
    });
  }
  return component as C & WithMessaging<T>;
}
