import { PRIORITIES, priorityName } from "../../bus/priority.ts";
import { avalanche, hashName, hashWords } from "../../kernel/hash.ts";
import { RandomStream } from "../../kernel/random.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { Duration } from "../../kernel/time.ts";
import { EXPONENTIAL, EXPONENTIAL_MEAN, sample } from "../../traffic/generate/quantiles.ts";
import type { PlannedFault } from "../../faults/fault.ts";
import { afterCuts, type TimeCut } from "./time-cut.ts";
import type { SessionMessage } from "./session-message.ts";
import { playRecording } from "./recorded.ts";
import { playSession } from "./session.ts";
import type { SessionPlay } from "./session-play.ts";
import type { Recorded, Session, Traffic } from "./traffic.ts";

/** Messages of the workload by index: [from, to). */
export type IndexRange = readonly [from: number, to: number];

/** What is published when: parallel arrays, in order of time. An index means the same message whatever is left out. */
export interface Workload {
  readonly size: number;
  /** With what is left out. */
  readonly total: number;
  readonly index: Int32Array;
  readonly at: Float64Array;
  readonly key: Int32Array;
  readonly priority: Uint8Array;
  readonly bytes: Int32Array;
  readonly producer: Uint8Array;
  /** Names of the keys, by number. */
  readonly keyNames: readonly string[];
  /** Messages that come from venues, by position; the others are made up. */
  readonly market: readonly (SessionMessage | undefined)[];
  readonly session: SessionPlay | undefined;
}

const DEFAULT_MIX = { CRITICAL: 1, HIGH: 3, NORMAL: 6, LOW: 0 };
const DEFAULT_KEYS = 8;
const DEFAULT_BYTES = 32;
const CLUSTER = 8;
/** Between the messages of a cluster. */
const BETWEEN = 2_000;
/** Index and check word of a payload. */
export const LEAST_BYTES = 8;

/** What makes it other than the scenario says. */
interface Changes {
  readonly faults: readonly PlannedFault[];
  readonly keep?: readonly IndexRange[];
  readonly until: Duration;
  readonly cuts?: readonly TimeCut[];
}

interface Draft {
  index: number;
  at: number;
  key: number;
  priority: number;
  bytes: number;
  producer: number;
  market?: SessionMessage;
  /** Generators of venues make haste themselves. */
  isGenerated?: boolean;
}

/** Everything that a scenario's traffic publishes in its first `duration`, drawn from the seed. */
export function expandTraffic(
  traffic: readonly Traffic[], seed: Seed, duration: Duration, producers: readonly string[],
  { faults, keep, until, cuts = [] }: Changes,
): Workload {
  const all: Draft[] = [];
  const keys = new KeyNames();
  let session: SessionPlay | undefined;
  traffic.forEach((flow, index) => {
    if (flow.kind === "session")
      session = expandPlay(flow, playSession(flow, seed, duration, faults), producers, keys, all);
    else if (flow.kind === "recording")
      session = expandPlay(flow, playRecording(flow, duration, faults), producers, keys, all);
    else expandFlow(flow, index, seed, duration, producers, keys, all);
  });
  for (const fault of faults) if (fault.kind === "burst") hasten(all, fault);
  all.sort((left, right) => left.at - right.at);
  all.forEach((draft, index) => void (draft.index = index));
  const drafts = all.filter(
    ({ at, index }) => at < until && (keep === undefined || keep.some(([from, to]) => index >= from && index < to)),
  );
  const size = drafts.length;
  const workload: Workload = {
    size, total: all.length, keyNames: keys.names, market: drafts.map(({ market }) => market), session,
    index: new Int32Array(size), at: new Float64Array(size), key: new Int32Array(size), priority: new Uint8Array(size),
    bytes: new Int32Array(size), producer: new Uint8Array(size),
  };
  drafts.forEach((draft, index) => {
    workload.index[index] = draft.index;
    workload.at[index] = afterCuts(draft.at, cuts);
    workload.key[index] = draft.key;
    workload.priority[index] = draft.priority;
    workload.bytes[index] = draft.bytes;
    workload.producer[index] = draft.producer;
  });
  return workload;
}

/** Numbers for names. */
class KeyNames {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

function expandPlay(
  flow: Session | Recorded, played: SessionPlay, producers: readonly string[], keys: KeyNames, drafts: Draft[],
): SessionPlay {
  const producer = Math.max(0, producers.indexOf(flow.producer ?? ""));
  const isGenerated = flow.kind === "session";
  for (const market of played.messages) {
    const { at, key, priority, payload } = market;
    drafts.push({
      index: 0, at, key: keys.number(key), priority, bytes: payload.length, producer, market, isGenerated,
    });
  }
  return played;
}

function expandFlow(
  flow: Exclude<Traffic, Session | Recorded>, index: number, seed: Seed, duration: Duration,
  producers: readonly string[], names: KeyNames, drafts: Draft[],
): void {
  const { from = 0, until = duration, keys = DEFAULT_KEYS, bytes = DEFAULT_BYTES } = flow;
  const classes = classTable(flow.mix ?? DEFAULT_MIX);
  const producer = Math.max(0, producers.indexOf(flow.producer ?? ""));
  const site = hashName(`traffic.${index}`);
  const end = Math.min(until, duration);
  const draft = (at: number, n: number): void => {
    const word = hashWords(seed, site, n);
    const key = Math.floor((word / 4294967296) * keys);
    const priority = classes[Math.floor((avalanche(word ^ 0x5bd1e995) / 4294967296) * classes.length)] as number;
    drafts.push({
      index: 0, at, key: names.number(`key-${index}-${key}`), priority, bytes: Math.max(LEAST_BYTES, bytes), producer,
    });
  };
  if (flow.kind === "steady") {
    for (let n = 0; n < flow.messages; n++) draft(from + Math.floor(((end - from) * n) / flow.messages), n);
    return;
  }
  if (flow.kind === "clusters") {
    const size = Math.max(1, flow.size ?? CLUSTER);
    for (let n = 0; n < flow.messages; n++) {
      const cluster = Math.floor(n / size);
      const start = Math.floor(((end - from) * size * cluster) / flow.messages);
      // Up to half of the way to the next cluster late, and microseconds apart.
      const late = hashWords(seed, site ^ 1, cluster) / 8_589_934_592;
      draft(from + start + Math.floor((late * (end - from) * size) / flow.messages) + (n % size) * BETWEEN, n);
    }
    return;
  }
  const stream = new RandomStream(seed, `traffic.${index}`);
  const mean = 1_000_000_000 / flow.perSecond;
  for (let at = from, n = 0; ; n++) {
    at += Math.max(1, Math.floor((sample(EXPONENTIAL, stream) * mean) / EXPONENTIAL_MEAN));
    if (at >= end) return;
    draft(at, n);
  }
}

/** What would come in a window `times` as long comes in this one. */
function hasten(drafts: readonly Draft[], { at, lasting, times }: Extract<PlannedFault, { kind: "burst" }>): void {
  for (const draft of drafts) {
    if (draft.isGenerated !== true && draft.at >= at && draft.at < at + lasting * times)
      draft.at = at + Math.floor((draft.at - at) / times);
  }
}

/** One entry for each share, so that a uniform draw has the shares' odds. */
function classTable(mix: NonNullable<Exclude<Traffic, Session | Recorded>["mix"]>): readonly number[] {
  return PRIORITIES.flatMap((priority) => Array.from({ length: mix[priorityName(priority)] ?? 0 }, () => priority));
}
