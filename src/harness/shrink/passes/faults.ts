import { fieldsOf, POLICIES, STATES, WAYS, type FaultField } from "../../../faults/fault-fields.ts";
import { startOf, type PlannedFault } from "../../../faults/fault.ts";
import { ms, sec } from "../../../kernel/time.ts";
import type { Attempts } from "../attempts.ts";
import type { Candidate } from "../candidate.ts";
import { ladder, weakest } from "../ladder.ts";
import { minimalSubset } from "../minimal-subset.ts";
import type { Pass } from "./pass.ts";

/** Whole faults, and then what is left of each: strength, moment and span. */
export const shrinkFaults: Pass = async (candidate, attempts) => {
  const byTime = [...candidate.plan.faults].sort((left, right) => startOf(left) - startOf(right));
  const kept = new Set(await minimalSubset(byTime, (faults) => attempts.fails(withFaults(candidate, faults))));
  let smaller = withFaults(candidate, candidate.plan.faults.filter((fault) => kept.has(fault)));
  for (const { id } of smaller.plan.faults) smaller = await weaken(smaller, id, attempts);
  return smaller;
};

/** The same faults in the plan's order give the same candidate, in whatever order they were found. */
function withFaults(candidate: Candidate, faults: readonly PlannedFault[]): Candidate {
  const kept = new Set(faults.map(({ id }) => id));
  return { ...candidate, plan: { ...candidate.plan, faults: candidate.plan.faults.filter(({ id }) => kept.has(id)) } };
}

async function weaken(candidate: Candidate, id: string, attempts: Attempts): Promise<Candidate> {
  let smaller = candidate;
  const kind = faultOf(candidate, id).kind;
  for (const [name, field] of fieldsOf(kind)) {
    const present: unknown = (faultOf(smaller, id) as unknown as Readonly<Record<string, unknown>>)[name];
    const attempt = (value: unknown): Candidate => withField(smaller, id, name, value);
    if (field === "nodes") {
      const nodes = await minimalSubset(
        present as readonly string[], async (some) => some.length > 0 && attempts.fails(attempt(some)),
      );
      smaller = nodes.length === (present as readonly string[]).length ? smaller : attempt(nodes);
      continue;
    }
    const value = await weakest(weaker(field, present), (each) => attempts.fails(attempt(each)));
    if (value !== undefined) smaller = attempt(value);
  }
  return smaller;
}

const faultOf = ({ plan }: Candidate, id: string): PlannedFault =>
  plan.faults.find((fault) => fault.id === id) as PlannedFault;

const withField = (candidate: Candidate, id: string, name: string, value: unknown): Candidate => ({
  ...candidate,
  plan: {
    ...candidate.plan,
    faults: candidate.plan.faults.map((fault) => (fault.id === id ? { ...fault, [name]: value } : fault)),
  },
});

/** Values of the field that make less of the fault than the present one does, weakest first. */
function weaker(field: FaultField, present: unknown): readonly unknown[] {
  switch (field) {
    case "instant": return present === 0 ? [] : [0, ...ladder(present as number, ms(10))];
    case "span": return ladder(Math.min(present as number, LONGEST), ms(1));
    case "signed span": return signed(present as number, ms(1));
    case "ppb": return signed(present as number, 1);
    case "count": case "per mille": return ladder(present as number, 1);
    case "way": return WAYS.slice(0, WAYS.indexOf(present as (typeof WAYS)[number]));
    case "moment": return present === undefined || present === "now" ? [] : ["now"];
    case "state": return STATES.slice(0, STATES.indexOf(present as (typeof STATES)[number]));
    case "policy": return POLICIES.slice(0, POLICIES.indexOf(present as (typeof POLICIES)[number]));
    case "node": case "nodes": case "venue": case "rate": case "remainder": return [];
  }
}

/** A fault without an end is one of the longest span, or shorter. */
const LONGEST = sec(3_600);

const signed = (present: number, unit: number): readonly number[] =>
  ladder(Math.abs(present), unit).map((size) => (present < 0 ? -size : size));
