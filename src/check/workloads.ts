import fc from "fast-check";
import { expandTraffic, type IndexRange } from "../harness/scenario/workload.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { producerNames } from "../harness/world/world.ts";

/** Messages that are published: ascending ranges of the workload's indices that do not touch. */
export type KeptMessages = readonly IndexRange[];

/** Parts of the scenario's workload; every second one is all of it. Shrinks towards fewer messages. */
export function workloads(scenario: Scenario): fc.Arbitrary<KeptMessages> {
  const { traffic, duration } = scenario;
  const { total } = expandTraffic(traffic, 0, duration, producerNames(scenario), { faults: [], until: duration });
  // Arrivals at random are more with some seeds, and indices beyond the last are nobody's.
  const isExact = traffic.every(({ kind }) => kind === "steady" || kind === "clusters");
  return new KeptMessagesArbitrary(isExact ? total : 2 * total);
}

/** Stretches of one part. */
const MOST_STRETCHES = 4;

class KeptMessagesArbitrary extends fc.Arbitrary<KeptMessages> {
  readonly #size: number;

  constructor(size: number) {
    super();
    this.#size = size;
  }

  generate(random: fc.Random): fc.Value<KeptMessages> {
    if (this.#size === 0) return plain([]);
    const stretches = Math.max(0, random.nextInt(1 - MOST_STRETCHES, MOST_STRETCHES));
    if (stretches === 0) return plain([[0, this.#size]]);
    const bounds = Array.from({ length: 2 * stretches }, () => random.nextInt(0, this.#size)).sort(
      (left, right) => left - right,
    );
    return plain(
      joined(
        bounds.flatMap((from, index): IndexRange[] => (index % 2 === 0 ? [[from, bounds[index + 1] as number]] : [])),
      ),
    );
  }

  canShrinkWithoutContext(value: unknown): value is KeptMessages {
    let last = -1;
    return Array.isArray(value) && value.every((range: unknown) => {
      if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isSafeInteger)) return false;
      const [from, to] = range as [number, number];
      const isNext = from > last && to > from && to <= this.#size;
      last = to;
      return isNext;
    });
  }

  /** Nothing, then all but one half, one quarter, … one message. */
  shrink(value: KeptMessages): fc.Stream<fc.Value<KeptMessages>> {
    return fc.stream(smaller(value));
  }
}

const plain = (value: KeptMessages): fc.Value<KeptMessages> => new fc.Value(value, undefined);

const countOf = (ranges: KeptMessages): number => ranges.reduce((sum, [from, to]) => sum + to - from, 0);

const joined = (ranges: KeptMessages): KeptMessages => {
  const result: IndexRange[] = [];
  for (const [from, to] of ranges) {
    const last = result.at(-1);
    if (from === to) continue;
    if (last !== undefined && last[1] >= from) result[result.length - 1] = [last[0], to];
    else result.push([from, to]);
  }
  return result;
};

function* smaller(ranges: KeptMessages): IterableIterator<fc.Value<KeptMessages>> {
  const count = countOf(ranges);
  if (count === 0) return;
  yield plain([]);
  for (let chunk = Math.ceil(count / 2); chunk < count; chunk = Math.ceil(chunk / 2)) {
    for (let start = 0; start < count; start += chunk) yield plain(without(ranges, start, start + chunk));
    if (chunk === 1) return;
  }
}

/** Leaves out the messages from the n-th to the m-th of those that are kept. */
function without(ranges: KeptMessages, start: number, end: number): KeptMessages {
  let seen = 0;
  return ranges.flatMap(([from, to]): IndexRange[] => {
    const [left, right] = [
      from + Math.max(0, Math.min(start - seen, to - from)), from + Math.max(0, Math.min(end - seen, to - from)),
    ];
    seen += to - from;
    return ([[from, left], [right, to]] satisfies IndexRange[]).filter(([first, last]) => last > first);
  });
}
