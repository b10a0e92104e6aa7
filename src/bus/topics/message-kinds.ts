import { Priority } from "../priority.ts";

/**
 * One kind of message: how urgent it is and on which topics it travels.
 *
 * A topic is a template whose `{parts}` stand for one character or more. Where the topic alone does not tell the kind,
 * the type names on the wire follow it, with spaces between. `family` ties topics together: their messages share a key,
 * and so an order, if what stands for their parts is the same.
 */
export interface MessageKind {
  readonly kind: string;
  readonly priority: Priority;
  readonly topics: readonly string[];
  readonly family?: string;
}

const { CRITICAL, HIGH, NORMAL, LOW } = Priority;

/**
 * The one place that says how urgent a message is. Topics are those of NautilusTrader's two versions, and those of the
 * origin design. The first row that fits decides.
 *
 * Where the parts of the origin design disagreed: modify and cancel are as urgent as submit, and share its order; an
 * execution report is HIGH; a quote is NORMAL, because the next one replaces it. Its status was NORMAL: it is CRITICAL
 * here, because it says that a book is not to be trusted, or a market not to be traded.
 */
export const MESSAGE_KINDS = [
  { kind: "order command", priority: CRITICAL, topics: ["commands.trading.{client}"] },
  {
    kind: "venue order command", priority: CRITICAL, family: "orders",
    topics: [
      "execution.orders.submit.{instrument}", "execution.orders.modify.{instrument}",
      "execution.orders.cancel.{instrument}",
    ],
  },
  { kind: "system command", priority: CRITICAL, topics: ["commands.system.{command}"] },
  {
    kind: "fill", priority: CRITICAL,
    topics: [
      "events.order_filled.{instrument}", "events.fills.{instrument}",
      "events.order.{strategy} OrderFilled OrderEventAny",
    ],
  },
  {
    kind: "reject", priority: CRITICAL,
    topics: [
      "events.order_rejected.{instrument}", "events.order_modify_rejected.{instrument}",
      "events.order_cancel_rejected.{instrument}",
      "events.order.{strategy} OrderRejected OrderDenied OrderModifyRejected OrderCancelRejected",
    ],
  },
  { kind: "risk report", priority: NORMAL, topics: ["risk.report.{name}"] },
  { kind: "limit check", priority: HIGH, topics: ["execution.risk.{check}"] },
  { kind: "risk alert", priority: CRITICAL, topics: ["events.risk", "risk.{alert}"] },
  { kind: "alert", priority: CRITICAL, topics: ["alerts.{name}"] },
  { kind: "status", priority: CRITICAL, topics: ["data.status.{instrument}"], family: "book" },
  {
    kind: "order event", priority: HIGH,
    topics: [
      "events.order.{strategy}", "events.order_submitted.{instrument}", "events.order_pending_update.{instrument}",
      "events.order_pending_cancel.{instrument}", "events.order_canceled.{instrument}", "events.cancels.{instrument}",
    ],
  },
  {
    kind: "execution report", priority: HIGH,
    topics: ["reports.execution.{venue}", "execution.reports.{venue}", "reconciliation.raw.{report}"],
  },
  { kind: "position event", priority: HIGH, topics: ["events.position.{strategy}"] },
  { kind: "signal", priority: HIGH, topics: ["signal.{name}", "data.Signal{name}"] },
  { kind: "trade", priority: HIGH, topics: ["data.trades.{instrument}"] },
  {
    kind: "book", priority: HIGH, family: "book",
    topics: [
      "data.book.deltas.{instrument}", "data.book.snapshots.{instrument}", "data.book.depth10.{instrument}",
      "data.book.depth.{instrument}",
    ],
  },
  { kind: "quote", priority: NORMAL, topics: ["data.quotes.{instrument}"] },
  { kind: "bar", priority: NORMAL, topics: ["data.bars.{bar}"] },
  {
    kind: "price", priority: NORMAL,
    topics: [
      "data.mark_prices.{instrument}", "data.index_prices.{instrument}", "data.funding_rates.{instrument}",
      "data.close.{instrument}", "data.venue.close_price.{instrument}", "data.option_greeks.{instrument}",
      "data.option_chain.{series}",
    ],
  },
  {
    kind: "account event", priority: NORMAL,
    topics: ["events.account.{account}", "events.portfolio.{account}", "portfolio.{name}"],
  },
  { kind: "settlement", priority: NORMAL, topics: ["events.funding_settlements.{instrument}"] },
  {
    kind: "component event", priority: NORMAL,
    topics: ["events.system.{component}", "strategy.{name}.state", "analytics.{name}"],
  },
  { kind: "instrument definition", priority: LOW, topics: ["data.instrument.{instrument}"] },
  { kind: "replayed data", priority: LOW, topics: ["data.pipeline.{topic}", "historical.{topic}"] },
  {
    kind: "snapshot", priority: LOW,
    topics: [
      "snapshots.order.{order}", "snapshots.position.{position}", "snapshots:orders:{order}",
      "snapshots:positions:{position}",
    ],
  },
  { kind: "news", priority: LOW, topics: ["data.news.{source}"] },
  { kind: "heartbeat", priority: LOW, topics: ["health:heartbeat"] },
  { kind: "log", priority: LOW, topics: ["logs.{name}", "debug.{name}"] },
  { kind: "response", priority: NORMAL, topics: ["data.response"] },
  { kind: "event", priority: HIGH, topics: ["events.{name}"] },
  { kind: "command", priority: CRITICAL, topics: ["commands.{name}"] },
  { kind: "data", priority: NORMAL, topics: ["data.{type}"] },
] as const satisfies readonly MessageKind[];

/** The name of a kind of the table. */
export type KindName = (typeof MESSAGE_KINDS)[number]["kind"];

const PRIORITY_OF: ReadonlyMap<string, Priority> = new Map(MESSAGE_KINDS.map(({ kind, priority }) => [kind, priority]));

/** How urgent messages of that kind are. */
export const kindPriority = (kind: KindName): Priority => PRIORITY_OF.get(kind) as Priority;
