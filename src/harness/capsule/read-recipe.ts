import type { FaultKind, PlannedFault } from "../../faults/fault.ts";
import type { Override } from "../../kernel/decisions.ts";
import { LEAST_DRIFT_PPB, MOST_DRIFT_PPB } from "../../kernel/node-clock.ts";
import { parseOrder, type Order } from "../explore/order.ts";
import { MOST_SPLITS, type Split } from "../explore/split.ts";
import { KNOBS } from "../scenario/knobs.ts";
import { FAULT_FIELDS, fieldsOf, MOMENTS, POLICIES, STATES, WAYS, type FaultField } from "../../faults/fault-fields.ts";
import { NAME, type JsonCursor } from "./json-cursor.ts";
import type { Recipe } from "./recipe.ts";

const MOST_FAULTS = 1_000;
const MOST_ITEMS = 50_000;
const KINDS = Object.keys(FAULT_FIELDS) as FaultKind[];
const KNOB_NAMES = KNOBS.map(({ name }) => name);

export const RECIPE_MEMBERS = [
  "seed", "faults", "knobs", "buggify", "messages", "duration", "cuts", "neutral", "tape",
] as const;
/** Members that a recipe without them does not have: other orders than the default, and branches. */
export const OPTIONAL_RECIPE_MEMBERS = ["order", "splits"] as const;

type RecipeMembers = Readonly<Record<(typeof RECIPE_MEMBERS)[number], JsonCursor>> &
  Readonly<Partial<Record<(typeof OPTIONAL_RECIPE_MEMBERS)[number], JsonCursor>>>;

export function readRecipe({
  seed, faults, knobs, buggify, messages, duration, cuts, neutral, tape, order, splits,
}: RecipeMembers): Recipe {
  knobs.members([], KNOB_NAMES);
  return {
    seed: seed.integer(0, 0xffffffff),
    plan: {
      faults: readFaults(faults),
      knobs: Object.fromEntries([...knobs.record()].map(([name, value]) => [name, value.integer(1)])),
      buggify: buggify.boolean(),
    },
    keep: messages.isText ? all(messages) : readRanges(messages),
    duration: duration.integer(1),
    cuts: readRanges(cuts),
    neutral: neutral.items(MOST_ITEMS).map((site) => site.text(NAME, "a site, or the beginning of one and *")),
    tape: tape.items(MOST_ITEMS).map(readOverride),
    ...(order === undefined ? {} : { order: readOrder(order) }),
    ...(splits === undefined ? {} : { splits: readSplits(splits) }),
  };
}

function all(messages: JsonCursor): undefined {
  messages.oneOf(["all"]);
}

function readFaults(cursor: JsonCursor): readonly PlannedFault[] {
  const ids = new Set<string>();
  return cursor.items(MOST_FAULTS).map((item) => {
    const kind =
      item.record().get("kind")?.oneOf(KINDS) ?? item.fail("a fault without a kind", `one of ${KINDS.join(", ")}`);
    const fields = fieldsOf(kind);
    const optional = fields.filter(([, field]) => field === "moment").map(([name]) => name);
    const required = fields.map(([name]) => name).filter((name) => !optional.includes(name));
    const members: Readonly<Record<string, JsonCursor>> = item.members(["kind", "id", ...required], optional);
    const id = (members["id"] as JsonCursor).text(NAME, "a name");
    if (ids.has(id)) item.fail(`a second fault called ${id}`, "each id once");
    ids.add(id);
    const values = fields.flatMap(([name, field]) => {
      const value = members[name];
      return value === undefined ? [] : [[name, readField(value, field)] as const];
    });
    // The table of fields has every field of the kind, so that the object is one of it.
    return { kind, id, ...Object.fromEntries(values) } as unknown as PlannedFault;
  });
}

function readField(cursor: JsonCursor, field: FaultField): unknown {
  switch (field) {
    case "node": case "venue": return cursor.text(NAME, "a name");
    case "nodes": return cursor.items(MOST_FAULTS).map((node) => node.text(NAME, "a name"));
    case "instant": case "span": return cursor.integer();
    case "signed span": return cursor.integer(-Number.MAX_SAFE_INTEGER);
    case "ppb": return cursor.integer(LEAST_DRIFT_PPB, MOST_DRIFT_PPB);
    case "count": case "rate": case "remainder": return cursor.integer(0);
    case "per mille": return cursor.integer(0, 1_000);
    case "way": return cursor.oneOf(WAYS);
    case "moment": return cursor.oneOf(MOMENTS);
    case "state": return cursor.oneOf(STATES);
    case "policy": return cursor.oneOf(POLICIES);
  }
}

/** In order, none of them empty, none over another. */
function readRanges(cursor: JsonCursor): readonly (readonly [from: number, to: number])[] {
  let end = 0;
  return cursor.items(MOST_ITEMS).map((item) => {
    const [from, to, ...more] = item.items(2);
    if (from === undefined || to === undefined || more.length > 0) return item.fail("no range", "[from, to)");
    const range = [from.integer(end), to.integer()] as const;
    if (range[1] <= range[0]) item.fail(`the range ${range.join(" to ")}`, "an end behind the beginning");
    end = range[1];
    return range;
  });
}

function readOrder(cursor: JsonCursor): Order {
  const text = cursor.text();
  try {
    return parseOrder(text);
  } catch {
    return cursor.fail(`"${text}" is no order`, "fifo, uniform, or pct:<depth>@<events of a run>");
  }
}

/** In order. */
function readSplits(cursor: JsonCursor): readonly Split[] {
  let last = 0;
  return cursor.items(MOST_SPLITS).map((item) => {
    const [at, seed, ...more] = item.items(2);
    if (at === undefined || seed === undefined || more.length > 0) return item.fail("no split", "[trace events, seed]");
    const split = { at: at.integer(last), seed: seed.integer(0, 0xffffffff) };
    last = split.at;
    return split;
  });
}

function readOverride(cursor: JsonCursor): Override {
  const [site, key, choice] = cursor.items(3);
  if (site === undefined || key === undefined || choice === undefined)
    return cursor.fail("no decision", "[site, key, choice]");
  return { site: site.text(NAME, "a site"), key: key.integer(), choice: choice.integer() };
}
