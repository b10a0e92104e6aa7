import fc from "fast-check";
import type { FaultKind, PlannedFault } from "../../../src/faults/fault.ts";
import { CHECKPOINT_LIMIT, type Capsule } from "../../../src/harness/capsule/capsule.ts";
import {
  FAULT_FIELDS, fieldsOf, MOMENTS, POLICIES, STATES, WAYS, type FaultField,
} from "../../../src/faults/fault-fields.ts";
import type { Size } from "../../../src/harness/capsule/size.ts";
import { KNOBS } from "../../../src/harness/scenario/knobs.ts";
import { LEAST_DRIFT_PPB, MOST_DRIFT_PPB } from "../../../src/kernel/node-clock.ts";

const name = fc.constantFrom("feed-1", "engine-2", "redis-0", "master", "link.feed-1", "fault.drop#0");
const count = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const words = fc.string({ unit: "grapheme", maxLength: 40 });
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });

const fieldValue: Readonly<Record<FaultField, fc.Arbitrary<unknown>>> = {
  node: name, nodes: fc.array(name, { maxLength: 4 }), venue: name, instant: count, span: count,
  "signed span": fc.maxSafeInteger(), ppb: fc.integer({ min: LEAST_DRIFT_PPB, max: MOST_DRIFT_PPB }), count,
  "per mille": fc.integer({ min: 0, max: 1_000 }), rate: count, remainder: count, way: fc.constantFrom(...WAYS),
  moment: fc.constantFrom(...MOMENTS), state: fc.constantFrom(...STATES), policy: fc.constantFrom(...POLICIES),
};

const faultOf = (kind: FaultKind): fc.Arbitrary<PlannedFault> =>
  fc
    .record(Object.fromEntries(fieldsOf(kind).map(([field, type]) => [field, fieldValue[type]])))
    .map((values) => ({ kind, id: "", ...values }) as unknown as PlannedFault);

const ranges = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 })), { maxLength: 5 })
  .map((gaps) => {
    let end = 0;
    return gaps.map(([gap, length]): readonly [number, number] => {
      const from = end + gap;
      return [from, (end = from + length)];
    });
  });

const size: fc.Arbitrary<Size> = fc.record({
  faults: count, messages: count, duration: count, knobs: count, decisions: count,
});

/** Any capsule that wavetank could write. */
export const anyCapsule: fc.Arbitrary<Capsule> = fc.record({
  code: fc.record({
    version: fc.constant("0.1.0"), build: hex(64).map((hash) => `src:${hash}`), node: fc.constant("20.20.2"),
  }),
  scenario: fc.record({ name: fc.constant("split-brain"), file: words, sha256: hex(64) }),
  inputs: fc.array(fc.record({ path: words, sha256: hex(64) }), { maxLength: 2 }),
  recipe: fc.record({
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    plan: fc.record({
      faults: fc
        .array(fc.constantFrom(...(Object.keys(FAULT_FIELDS) as FaultKind[])).chain(faultOf), { maxLength: 5 })
        .map((faults) => faults.map((fault, index) => ({ ...fault, id: `${fault.kind}#${index}` }))),
      knobs: fc.dictionary(fc.constantFrom(...KNOBS.map((knob) => knob.name)), fc.integer({ min: 1, max: 1e12 }), {
        maxKeys: 3, noNullPrototype: true,
      }),
      buggify: fc.boolean(),
    }),
    keep: fc.option(ranges, { nil: undefined }), duration: fc.integer({ min: 1, max: 1e15 }), cuts: ranges,
    neutral: fc.array(fc.constantFrom("*", "link.*", "buggify.timer.flush"), { maxLength: 2 }),
    tape: fc.array(fc.record({ site: name, key: count, choice: count }), { maxLength: 5 }),
  }),
  run: fc.record({
    verdict: fc.constantFrom("pass", "fail", "vacuous"), digest: hex(16), events: count,
    checkpoints: fc.array(fc.record({ index: count, digest: hex(16) }), { maxLength: Math.min(5, CHECKPOINT_LIMIT) }),
    trace: fc
      .array(
        fc.record({
          index: fc.constant(0), at: fc.maxSafeInteger(), site: fc.constantFrom("bus.sent", "engine.handled"),
          values: fc.tuple(fc.maxSafeInteger(), fc.nat(), fc.nat({ max: 1 }), fc.nat({ max: 1 })),
        }),
        { maxLength: 5 },
      )
      .map((events) => events.map((event, index) => ({ ...event, index }))),
  }),
  failure: fc.option(
    fc.record({
      oracle: words, site: words, shape: words, fingerprint: hex(8), at: count, message: words,
      subject: fc.option(count, { nil: undefined }),
      origin: fc.option(fc.record({ life: count, sequence: count }), { nil: undefined }), traceIndex: count,
    }),
    { nil: undefined },
  ),
  shrunk: fc.option(fc.record({ before: size, after: size, runs: count, isMinimal: fc.boolean() }), { nil: undefined }),
});
