export type { Clock, Timer } from "../kernel/clock.ts";
export { BufferedMessageBusClient, type Acceptance, type BusClientOptions, type CloseOutcome } from "./client.ts";
export { StreamConsumer, type StreamConsumerOptions } from "./consumer.ts";
export type { MessageHandler } from "./delivery.ts";
export { RedisStreamManager, type StreamManagerOptions } from "./streams.ts";
export { formatEntryId, parseEntryId, type EntryId } from "./entry-id.ts";
export { deadLetterStream } from "./dead-letters.ts";
export { BusMessage, type ConsumedMessage, type Publication } from "./message.ts";
export { PRIORITIES, Priority, priorityName, type PerPriority, type PriorityName } from "./priority.ts";
export type { ConsumerProbe, DropReason, ProducerProbe, RefusalReason, StreamProbe } from "./probe.ts";
export {
  StoreError, type AppendOutcome, type ClaimOutcome, type Fields, type GroupCursor, type GroupPosition, type StreamEntry,
  type StreamStore, type TrimRequest,
} from "./store.ts";
export {
  DEFAULT_CONFIG, type BufferConfig, type ConsumerConfig, type EnhancedMessageBusConfig, type OverflowPolicy,
  type RetryConfig, type TrimConfig,
} from "./config/config.ts";
export { isMatching, type LiteralStars } from "./matcher.ts";
export { MessageBus, type MessageBusOptions } from "./message-bus/message-bus.ts";
export type { Backing, BusListener, BusSerializer, Egress } from "./message-bus/backing.ts";
export { describeProblem, type BusProblem } from "./message-bus/problem.ts";
export type { BusRequest, BusResponse } from "./message-bus/requests.ts";
export type { Handler, Subscription, TieOrder } from "./message-bus/subscription.ts";
export { TopicDispatcher } from "./dispatcher.ts";
