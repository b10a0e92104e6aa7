import { formatEntryId } from "../../src/bus/entry-id.ts";
import type { ConsumerProbe, ProducerProbe, StreamProbe } from "../../src/bus/probe.ts";

/** A producer's story as lines. */
export function producerLog() {
  const log: string[] = [];
  const counts = { accepted: 0, refused: 0, dropped: 0, stored: 0, failed: 0 };
  const probe: ProducerProbe = {
    accepted: () => void counts.accepted++,
    refused: (topic, _priority, reason) => {
      counts.refused++;
      log.push(`refused ${topic} ${reason}`);
    },
    dropped: (message, reason) => {
      counts.dropped++;
      log.push(`dropped ${message.topic} ${reason}`);
    },
    sent: (batch, attempt, reason) =>
      void log.push(`sent ${batch.map((m) => m.topic).join(",")} #${attempt} ${reason}`),
    stored: (messages) => void (counts.stored += messages.length),
    failed: (batch, error) => {
      counts.failed++;
      log.push(`failed ${batch.length} ${error.kind}`);
    },
  };
  return { probe, log, counts };
}

/** A consumer's story as lines. */
export function consumerLog() {
  const log: string[] = [];
  const handled: number[] = [];
  const probe: ConsumerProbe = {
    read: (consumer, count, claimed) => void log.push(`${consumer} read ${count}${claimed ? " claimed" : ""}`),
    delivered: () => {},
    handled: (_consumer, message) => void handled.push(message.sequence),
    handlerFailed: (consumer, message, attempt) => void log.push(`${consumer} failed ${message.sequence} #${attempt}`),
    duplicate: (consumer, message) => void log.push(`${consumer} duplicate ${message.sequence}`),
    deadLettered: (consumer, _entry, message, reason) =>
      void log.push(`${consumer} dead ${message?.sequence ?? "?"} ${reason}`),
    acknowledged: (consumer, ids) => void log.push(`${consumer} acknowledged ${ids.length}`),
    vanished: (consumer, ids) => void log.push(`${consumer} vanished ${ids.length}`),
    regrouped: (consumer, { vanished, after, lastRead }) =>
      void log.push(
        `${consumer} lost its ${vanished}, goes on after ${formatEntryId(after)}, had read ${formatEntryId(lastRead)}`,
      ),
  };
  return { probe, log, handled };
}

export function streamLog() {
  const log: string[] = [];
  const probe: StreamProbe = {
    trimmed: (_stream, removed) => void log.push(`trimmed ${removed}`),
    trimHeld: (_stream, lowest, overdue) => void log.push(`held at ${formatEntryId(lowest)}, ${overdue} overdue`),
    trimmedUnread: (_stream, group, from, to) =>
      void log.push(`${group} lost ${formatEntryId(from)} to ${formatEntryId(to)}`),
  };
  return { probe, log };
}
