import type { Instant } from "../../kernel/time.ts";
import type { DataLoss, MessageAccount } from "./account.ts";

/** What an oracle is told, as it happens. It says only what it wants to know. */
export interface Witness {
  accepted?(message: MessageAccount, at: Instant): void;
  refused?(index: number, at: Instant): void;
  dropped?(message: MessageAccount, reason: string, at: Instant): void;
  /** A batch goes out; `attempt` counts from 1. */
  sent?(batch: readonly MessageAccount[], attempt: number, at: Instant): void;
  /** A server has taken an entry for it. */
  applied?(message: MessageAccount, node: string, at: Instant): void;
  /** The producer knows. */
  stored?(message: MessageAccount, at: Instant): void;
  /** It took effect in a process of a consumer; `intact` is false when the payload differs from what was published. */
  handled?(message: MessageAccount, process: ConsumerProcess, intact: boolean, at: Instant): void;
  handlerFailed?(message: MessageAccount, process: ConsumerProcess, attempt: number, at: Instant): void;
  duplicate?(message: MessageAccount, process: ConsumerProcess, at: Instant): void;
  deadLettered?(message: MessageAccount, reason: string, at: Instant): void;
  /** A server has taken a letter of it into the stream of dead letters. */
  buried?(message: MessageAccount, node: string, at: Instant): void;
  acknowledged?(message: MessageAccount, at: Instant): void;
  /** The bus removed entries from the stream; `view` shows what is left. */
  trimmed?(removed: number, at: Instant): void;
  /** Somebody handled what was never published, or is unknown. */
  unknown?(what: string, at: Instant): void;
  dataLost?(loss: DataLoss): void;
  crashed?(node: string, at: Instant): void;
  started?(node: string, at: Instant): void;
  /** A fault of the plan begins or ends. */
  fault?(kind: string, id: string, begins: boolean, at: Instant): void;
  /** After every event of the run. */
  step?(at: Instant): void;
  /** All faults are over. */
  healed?(at: Instant): void;
  /** The run has come to its end; parts are closed. */
  finished?(at: Instant): void;
}

/** One process of a consumer: a crash ends it, a restart makes another of the same name. */
export interface ConsumerProcess {
  readonly name: string;
  /** Counts the processes of that name, from 1. */
  readonly life: number;
}

/** One process of a producer. */
export interface ProducerLife {
  readonly producer: string;
  /** Counts the processes of that name; what is fenced lets no lower one write. */
  readonly epoch: number;
}

/** The stream as the current master has it. */
export interface StreamFacts {
  readonly length: number;
  /** Neither read nor acknowledged. */
  readonly backlog: number;
  /**
   * Entries that are no longer in the stream though the group has not acknowledged them, as far as the server can tell.
   */
  readonly unacknowledgedTrimmed: number;
  /** Entries that were ever added. */
  readonly added: number;
}

/** Compares the books behind the bus with the frames that made them. */
export interface BookComparison {
  readonly compared: number;
  readonly violation: string | undefined;
}

/** What an oracle may ask between events. */
export interface RunView {
  readonly now: Instant;
  readonly faultsEnd: Instant;
  readonly messages: readonly MessageAccount[];
  readonly losses: readonly DataLoss[];
  /** Held by all producers that run: accepted, and neither acknowledged nor dropped. */
  readonly held: number;
  /** Parked behind failed ones. */
  readonly parked: number;
  /** Books behind the bus and what they should be, where there are venues. */
  readonly books: BookComparison | undefined;
  /** Undefined while no master can be asked. */
  readonly stream: StreamFacts | undefined;
  /** What the current master's stream of dead letters has, oldest first; undefined while none can be asked. */
  readonly letters: readonly MessageAccount[] | undefined;
  /** By the number that accounts name them by. */
  readonly lives: readonly ProducerLife[];
  /** Counters of the bus's own, by name. */
  readonly counters: Readonly<Record<string, number>>;
  readonly resources: Readonly<Record<string, number>>;
  /** Consumers of the group. */
  readonly consumers: number;
  /** Whether the producer's appends are fenced: a repeated write leaves one entry. */
  readonly fenced: boolean;
  readonly trimHolds: boolean;
  readonly capacity: readonly number[];
  /** The most that each class has held in any one producer. */
  readonly peaks: readonly number[];
  /** Messages a batch. */
  readonly batch: number;
  /** What the bus itself reports; see the configuration of each. */
  readonly metrics: Readonly<Record<string, number>>;
}
