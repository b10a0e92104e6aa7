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
  StoreError, type AppendOptions, type AppendOutcome, type ClaimOutcome, type Fence, type Fields, type GroupCursor,
  type GroupPosition, type ProducerEpochs, type StreamCursor, type StreamEntry, type StreamStore, type StreamTail,
  type TailRequest, type TrimRequest, type WriteMode,
} from "./store.ts";
export { BatchSender, DEFAULT_WIRE, type BatchSenderOptions, type WireOptions } from "./wire/batch-sender.ts";
export { EntryReader } from "./wire/entry-reader.ts";
export type { EntryWriter, OutgoingMessage, Producer } from "./wire/entry-writer.ts";
export {
  ExternalStreams, isOwn, type ExternalProbe, type ExternalStream, type ExternalStreamsOptions,
} from "./wire/external-streams.ts";
export { topicPriority, type PriorityRule } from "./wire/foreign-priority.ts";
export { entryWriter, LAYOUTS, type Layout } from "./wire/layout.ts";
export { PayloadCodec, type EncodedPayload, type PayloadCodecOptions, type PayloadEncoding } from "./wire/payload-codec.ts";
export {
  DEFAULT_CONFIG, type BufferConfig, type ConsumerConfig, type EnhancedMessageBusConfig, type OverflowPolicy,
  type RetryConfig, type TrimConfig,
} from "./config/config.ts";
export * from "./config/index.ts";
export { isMatching, type LiteralStars } from "./matcher.ts";
export { MessageBus, type MessageBusOptions } from "./message-bus/message-bus.ts";
export type { Backing, BusListener, BusSerializer, Egress } from "./message-bus/backing.ts";
export { describeProblem, type BusProblem } from "./message-bus/problem.ts";
export type { BusRequest, BusResponse } from "./message-bus/requests.ts";
export type { Handler, Subscription, TieOrder } from "./message-bus/subscription.ts";
export { TopicDispatcher } from "./dispatcher.ts";
