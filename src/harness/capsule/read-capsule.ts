import { MAX_CHARACTERS, readJson } from "../../bus/config/json/reader.ts";
import { WavetankError } from "../../kernel/error.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { Failure } from "../scenario/outcome.ts";
import {
  CAPSULE_SCHEMA, CHECKPOINT_LIMIT, TRACE_LIMIT, type Capsule, type RunMark, type ShrinkRecord,
} from "./capsule.ts";
import { capsuleChecksum } from "./capsule-document.ts";
import { JsonCursor, NAME } from "./json-cursor.ts";
import { readRecipe, OPTIONAL_RECIPE_MEMBERS, RECIPE_MEMBERS } from "./read-recipe.ts";
import { SIZE_PARTS, type Size } from "./size.ts";

const MOST_INPUTS = 1_000;
const DAMAGED = "the file is damaged or cut off: take it from where it was made";
const HASH = /^[0-9a-f]{64}$/;
const DIGEST = /^[0-9a-f]{16}$/;
const FINGERPRINT = /^[0-9a-f]{8}$/;
const VALUE = /^(0|-?[1-9]\d{0,15})$/;

/**
 * Reads the file of a capsule. What it returns is exactly what was written: every change is found, unless it changes
 * only spaces and the like.
 *
 * @throws {WavetankError} E_CAPSULE - no capsule, damaged or changed; E_CAPSULE_VERSION - of another wavetank. `where`
 * names the file and the place in it.
 */
export function readCapsule(bytes: Uint8Array, file: string): Capsule {
  if (bytes.length > MAX_CHARACTERS) throw notOne(`${bytes.length} bytes`, file, `at most ${MAX_CHARACTERS}`);
  const { root, problems: [problem] } = readJson(textOf(bytes, file));
  if (root !== undefined && problem === undefined) return capsuleOf(new JsonCursor(file, root), file);
  const at = problem?.at !== undefined && "line" in problem.at ? `:${problem.at.line}:${problem.at.column}` : "";
  throw notOne(problem?.found ?? "no JSON", `${file}${at}`, problem?.expected ?? "JSON", DAMAGED);
}

/** Whether a file is meant to be one, by its first bytes. */
export const looksLikeCapsule = (start: Uint8Array): boolean =>
  /^\s*\{\s*"schema":\s*"wavetank\.capsule\//.test(Buffer.from(start).toString("latin1"));

const notOne = (found: string, where: string, expected: string, hint?: string): WavetankError =>
  new WavetankError("E_CAPSULE", `no capsule: ${found}`, { where, expected, ...(hint === undefined ? {} : { hint }) });

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notOne("not UTF-8", file, "JSON in UTF-8", DAMAGED);
  }
}

function capsuleOf(cursor: JsonCursor, file: string): Capsule {
  const schema = cursor.record().get("schema")?.text();
  if (schema !== CAPSULE_SCHEMA) throw ofAnother(schema, file);
  const members = cursor.members(
    ["schema", "code", "scenario", "inputs", ...RECIPE_MEMBERS, "failure", "shrunk", "run", "sha256"],
    OPTIONAL_RECIPE_MEMBERS,
  );
  const code = members.code.members(["version", "build", "node"]);
  const scenario = members.scenario.members(["name", "file", "sha256"]);
  const capsule: Capsule = {
    code: { version: code.version.text(NAME), build: code.build.text(NAME), node: code.node.text(NAME) },
    scenario: {
      name: scenario.name.text(NAME), file: scenario.file.text(), sha256: scenario.sha256.text(HASH, "a SHA-256"),
    },
    inputs: members.inputs.items(MOST_INPUTS).map((item) => {
      const { path, sha256 } = item.members(["path", "sha256"]);
      return { path: path.text(), sha256: sha256.text(HASH, "a SHA-256") };
    }),
    recipe: readRecipe(members),
    failure: members.failure.isNull ? undefined : readFailure(members.failure),
    shrunk: members.shrunk.isNull ? undefined : readShrunk(members.shrunk),
    run: readRun(members.run),
  };
  if (capsuleChecksum(capsule) !== members.sha256.text(HASH, "a SHA-256")) {
    members.sha256.fail("it has been changed since it was written", "the SHA-256 of its other members",
      "take the file from where it was made, or shrink the failure again");
  }
  return capsule;
}

function ofAnother(schema: string | undefined, file: string): WavetankError {
  if (schema?.startsWith("wavetank.capsule/") !== true)
    return notOne("another kind of file", file, `"schema": "${CAPSULE_SCHEMA}"`);
  return new WavetankError("E_CAPSULE_VERSION", `a capsule of another version: ${schema.slice(0, 60)}`, {
    where: file, expected: CAPSULE_SCHEMA,
    hint: "use the wavetank that wrote it, or make the failure again with this one",
  });
}

function readFailure(cursor: JsonCursor): Failure {
  const { oracle, site, shape, fingerprint, at, message, subject, origin, traceIndex } =
    cursor.members(["oracle", "site", "shape", "fingerprint", "at", "message", "subject", "origin", "traceIndex"]);
  return {
    oracle: oracle.text(), site: site.text(), shape: shape.text(),
    fingerprint: fingerprint.text(FINGERPRINT, "8 hex digits"), at: at.integer(), message: message.text(),
    subject: subject.isNull ? undefined : subject.integer(), origin: origin.isNull ? undefined : readOrigin(origin),
    traceIndex: traceIndex.integer(),
  };
}

function readOrigin(cursor: JsonCursor): Failure["origin"] {
  const [life, sequence] = cursor.items(2);
  if (life === undefined || sequence === undefined) return cursor.fail("no origin", "[life, sequence]");
  return { life: life.integer(), sequence: sequence.integer() };
}

function readShrunk(cursor: JsonCursor): ShrinkRecord {
  const { before, after, runs, minimal } = cursor.members(["before", "after", "runs", "minimal"]);
  return { before: readSize(before), after: readSize(after), runs: runs.integer(), isMinimal: minimal.boolean() };
}

function readSize(cursor: JsonCursor): Size {
  const parts = cursor.members(SIZE_PARTS);
  return {
    faults: parts.faults.integer(), messages: parts.messages.integer(), duration: parts.duration.integer(),
    knobs: parts.knobs.integer(),
    decisions: parts.decisions.integer(),
  };
}

function readRun(cursor: JsonCursor): RunMark {
  const { verdict, digest, events, checkpoints, trace } = cursor.members([
    "verdict", "digest", "events", "checkpoints", "trace",
  ]);
  return {
    verdict: verdict.oneOf(["pass", "fail", "vacuous"]), digest: digest.text(DIGEST, "16 hex digits"),
    events: events.integer(),
    checkpoints: checkpoints.items(CHECKPOINT_LIMIT).map((item) => {
      const [index, value] = item.items(2);
      if (index === undefined || value === undefined) return item.fail("no checkpoint", "[index, digest]");
      return { index: index.integer(), digest: value.text(DIGEST, "16 hex digits") };
    }),
    trace: trace.items(TRACE_LIMIT).map(readEvent),
  };
}

function readEvent(cursor: JsonCursor, index: number): TraceEvent {
  const [at = "", site = "", ...values] = cursor.text().split(" ");
  const numbers = [at, ...values];
  if (
    !NAME.test(site) ||
    values.length > 4 ||
    values.at(-1) === "0" ||
    !numbers.every((number) => VALUE.test(number))
  ) {
    cursor.fail("no event", "an instant, a site and up to four values");
  }
  const [a = 0, b = 0, c = 0, d = 0] = values.map(Number);
  return { index, at: Number(at), site, values: [a, b, c, d] };
}
