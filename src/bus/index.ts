export type { Clock, Timer } from "../kernel/clock.ts";
export { BufferedMessageBusClient } from "./client.ts";
export type { BusClientOptions, CloseOptions, CloseOutcome, ValuePublication } from "./client-options.ts";
export type { Acceptance, Admission, Cancellation, WaitOptions } from "./back-pressure.ts";
export { LIVES } from "./epoch.ts";
export type { ProducerHealthReport, ProducerState } from "./health.ts";
export type { ProducerCounts, ProducerMetricsReport } from "./metrics.ts";
export type { LifeEnd, ProducerIdentity } from "./producer-life.ts";
export { traceId, TraceSampler, type TraceSpan, type TraceStep } from "./tracing.ts";
export { StreamConsumer, type StreamConsumerOptions } from "./consumer.ts";
export type { MessageHandler } from "./delivery.ts";
export { RedisStreamManager, type PassCounts, type StreamManagerOptions } from "./streams.ts";
export type { GroupHealth, GroupHealthProbe, GroupState } from "./group-health.ts";
export type { GroupGap, GroupPositions } from "./group-keeper.ts";
export { GroupMemory } from "./group-memory.ts";
export { BusSubscriber, type BusSubscriberOptions } from "./subscriber.ts";
export { Subscriptions, TopicSubscription, type SubscribeOptions, type SubscriptionCounts } from "./subscriptions.ts";
export { FILTER_FIELDS, type FilterField, type MessageFilter } from "./filters.ts";
export { Receiver } from "./receive.ts";
export { WorkerPool, type WorkerPoolOptions, type WorkerProbe } from "./workers/worker-pool.ts";
export type { Pressure } from "./workers/scaling.ts";
export { formatEntryId, parseEntryId, type EntryId } from "./entry-id.ts";
export { deadLetterStream } from "./dead-letters.ts";
export { BusMessage, type ConsumedMessage, type Publication } from "./message.ts";
export { PRIORITIES, Priority, priorityName, type PerPriority, type PriorityName } from "./priority.ts";
export type { ConsumerProbe, DropReason, ProducerProbe, RefusalReason, StreamProbe } from "./probe.ts";
export {
  StoreError, type AppendOptions, type AppendOutcome, type ClaimOutcome, type Fence, type Fields, type GroupCursor,
  type GroupPosition, type ProducerEpochs, type StreamAdmin, type StreamCursor, type StreamEntry, type StreamInfo,
  type StreamStore, type StreamTail, type TailRequest, type TrimRequest, type WriteMode,
} from "./store.ts";
export { BatchSender, DEFAULT_WIRE, type BatchSenderOptions, type WireOptions } from "./wire/batch-sender.ts";
export { EntryReader } from "./wire/entry-reader.ts";
export type { EntryWriter, OutgoingMessage, Producer } from "./wire/entry-writer.ts";
export {
  ExternalStreams, isOwn, type ExternalProbe, type ExternalStream, type ExternalStreamsOptions,
} from "./wire/external-streams.ts";
export { priorityRule, type PriorityRule } from "./wire/foreign-priority.ts";
export { entryWriter, LAYOUTS, type Layout } from "./wire/layout.ts";
export {
  PayloadCodec, type EncodedPayload, type PayloadCodecOptions, type PayloadEncoding,
} from "./wire/payload-codec.ts";
export {
  DEFAULT_CONFIG, type BufferConfig, type ConsumerConfig, type EnhancedMessageBusConfig, type HealthConfig,
  type MetricsConfig, type OverflowPolicy, type RetryConfig, type TracingConfig, type TrimConfig, type WireConfig,
  type WorkersConfig,
} from "./config/config.ts";
export * from "./config/index.ts";
export { isMatching, type LiteralStars } from "./matcher.ts";
export { MessageBus, type HandlerFailure, type MessageBusOptions } from "./message-bus/message-bus.ts";
export type { Backing, BusListener, BusSerializer } from "./message-bus/backing.ts";
export { createMessageBus } from "./factory.ts";
export type { BusFailure, FailureCause } from "./factory/bus-failure.ts";
export { planBus, type BusPlan } from "./factory/bus-plan.ts";
export { ManagedMessageBus, type BusHealth, type BusStatus } from "./factory/managed-message-bus.ts";
export type { BusConnection, BusPorts, Connect, CreateOptions, ServerFacts } from "./factory/ports.ts";
export type { BusCounts, BusProbes } from "./message-bus/bus-tally.ts";
export { codecSerializer, type MessageTypes } from "./message-bus/codec-serializer.ts";
export { Messaging, withMessaging, type MessagingCounts, type WithMessaging } from "./message-bus/messaging.ts";
export { describeProblem, type BusProblem } from "./message-bus/problem.ts";
export { kindPriority, MESSAGE_KINDS, type KindName, type MessageKind } from "./topics/message-kinds.ts";
export {
  checkTopicClosure, type PartlyHeard, type TopicClosure, type TopicDeclarations,
} from "./topics/topic-closure.ts";
export { TopicRoutes, type Egress, type Route } from "./topics/topic-routes.ts";
export type { BusRequest, BusResponse } from "./message-bus/requests.ts";
export type { Handler, Subscription, TieOrder } from "./message-bus/subscription.ts";
export { TopicDispatcher } from "./dispatcher.ts";
