import type { ConsumerProcess, DataLoss, MessageAccount, RunView } from "../../src/harness/authoring.ts";

type Draft = { -readonly [K in keyof MessageAccount]: MessageAccount[K] };

/** A message that went all the way, but for what is said. */
export const message = (changes: Partial<Draft> = {}): Draft => ({
  index: 1, key: 0, priority: 1, acceptedAt: 10, life: 0, sequence: 1, servedAs: 1, sentAt: 20, appliedAt: 30,
  copies: 1, lastAppliedAt: 30, node: "redis-0", storedAt: 40, forgottenAt: -1, foundAgainAt: -1, handledAt: 50,
  handled: 1, acknowledgedAt: 60, end: "handled",
  ...changes,
});

/** Of a run without anything wrong, but for what is said. */
export const view = (changes: Partial<RunView> = {}): RunView => ({
  now: 100, faultsEnd: 50, messages: [], losses: [], held: 0, parked: 0, books: undefined, counters: { applied: 1 },
  resources: { held: 0, timers: 0 }, consumers: 1, fenced: false, letters: [], lives: [], trimHolds: true,
  stream: { length: 5, backlog: 0, unacknowledgedTrimmed: 0, added: 1 },
  capacity: [10, 10, 10, 10], peaks: [3, 3, 3, 3],
  batch: 32, metrics: { "client.held": 0, "stream.added": 1 },
  ...changes,
});

export const engine = (name = "engine-1", life = 1): ConsumerProcess => ({ name, life });
/** A power loss that the deployment allows, but for what is said. */
export const loss = (changes: Partial<DataLoss> = {}): DataLoss =>
  ({ at: 45, node: "redis-0", failure: "power", allowed: true, window: 20, wasMaster: true, until: 45, ...changes });
