import type { PlannedFault } from "../../faults/fault.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { sha256 } from "../../redis/acl/sha256.ts";
import { formatOrder } from "../explore/order.ts";
import { CAPSULE_SCHEMA, type Capsule } from "./capsule.ts";
import { fieldsOf } from "../../faults/fault-fields.ts";
import { SIZE_PARTS, type Size } from "./size.ts";

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/**
 * The file of a capsule: JSON with a line for each fault, decision and event, so that versions of it can be compared
 * line by line. Its last member is the SHA-256 over all others, which tells of every change but of spaces.
 */
export function formatCapsule(capsule: Capsule): string {
  const body = bodyOf(capsule);
  return `${layOut({ ...body, sha256: checksumOf(body) }, 0)}\n`;
}

/** Of the members as they stand in the document's order. */
export const capsuleChecksum = (capsule: Capsule): string => checksumOf(bodyOf(capsule));

const checksumOf = (body: Value): string => sha256(Buffer.from(JSON.stringify(body), "utf8").toString("latin1"));

function bodyOf({ code, scenario, recipe, inputs, run, failure, shrunk }: Capsule): { readonly [name: string]: Value } {
  const { plan } = recipe;
  return {
    schema: CAPSULE_SCHEMA,
    code: { version: code.version, build: code.build, node: code.node },
    scenario: { name: scenario.name, file: scenario.file, sha256: scenario.sha256 },
    inputs: inputs.map(({ path, sha256: hash }) => ({ path, sha256: hash })),
    seed: recipe.seed,
    faults: plan.faults.map(faultDocument),
    knobs: Object.fromEntries(Object.entries(plan.knobs).sort(([left], [right]) => (left < right ? -1 : 1))),
    buggify: plan.buggify,
    messages: recipe.keep === undefined ? "all" : recipe.keep.map(([from, to]) => [from, to]),
    duration: recipe.duration,
    cuts: recipe.cuts.map(([from, to]) => [from, to]),
    neutral: [...recipe.neutral],
    tape: recipe.tape.map(({ site, key, choice }) => [site, key, choice]),
    ...(recipe.order === undefined ? {} : { order: formatOrder(recipe.order) }),
    ...(recipe.splits === undefined ? {} : { splits: recipe.splits.map(({ at, seed }) => [at, seed]) }),
    failure:
      failure === undefined
        ? null
        : {
            oracle: clipped(failure.oracle), site: clipped(failure.site), shape: clipped(failure.shape),
            fingerprint: failure.fingerprint, at: failure.at, message: clipped(withoutStack(failure.message)),
            subject: failure.subject ?? null,
            origin: failure.origin === undefined ? null : [failure.origin.life, failure.origin.sequence],
            traceIndex: failure.traceIndex,
          },
    shrunk:
      shrunk === undefined
        ? null
        : {
            before: sizeDocument(shrunk.before), after: sizeDocument(shrunk.after), runs: shrunk.runs,
            minimal: shrunk.isMinimal,
          },
    run: {
      verdict: run.verdict, digest: run.digest, events: run.events,
      checkpoints: run.checkpoints.map(({ index, digest }) => [index, digest]),
      trace: run.trace.map(eventLine),
    },
  };
}

/** Stacks name places of one machine. */
const withoutStack = (message: string): string => message.split(/\n\s+at /)[0] ?? "";

/** Not longer than a capsule's reader takes it, and of whole characters. */
const clipped = (text: string): string => Buffer.from(text.slice(0, LONGEST_TEXT), "utf8").toString("utf8");

const LONGEST_TEXT = 2_000;

function faultDocument(fault: PlannedFault): Value {
  const values = fault as unknown as Readonly<Record<string, Value | undefined>>;
  const fields = fieldsOf(fault.kind).flatMap(([name]): [string, Value][] => {
    const value = values[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { kind: fault.kind, id: fault.id, ...Object.fromEntries(fields) };
}

const sizeDocument = (size: Size): Value => Object.fromEntries(SIZE_PARTS.map((part) => [part, size[part]]));

/** `3001250 bus.accepted 0 0 2 5`: the instant, the site, and its values but for the zeros at the end. */
function eventLine({ at, site, values }: TraceEvent): string {
  const used = values.findLastIndex((value) => value !== 0) + 1;
  return [at, site, ...values.slice(0, used)].join(" ");
}

/** Lists and objects of the first two levels have a line for each member, what is inside stands in one. */
function layOut(value: Value, depth: number): string {
  if (typeof value !== "object" || value === null || depth >= 3) return JSON.stringify(value);
  const indent = "  ".repeat(depth + 1);
  const members: readonly string[] = isList(value)
    ? value.map((item) => `${indent}${JSON.stringify(item)}`)
    : Object.entries(value).map(([name, member]) => `${indent}${JSON.stringify(name)}: ${layOut(member, depth + 1)}`);
  const [open, close] = isList(value) ? "[]" : "{}";
  return members.length === 0 ? `${open}${close}` : `${open}\n${members.join(",\n")}\n${"  ".repeat(depth)}${close}`;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
