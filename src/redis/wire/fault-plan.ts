import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import { extentSite, FAULT_NAMES, FAULTS, faultSite, type FaultName, type FaultRates } from "./fault-table.ts";

/** Choices of a decision: fine enough for any rate. Choice 0 is the fault, the last one is none. */
const PARTS = 2 ** 31;
/** Choices of an extent, from nothing to all. */
const EXTENTS = 2 ** 20;
/** Occurrences on one connection that have keys of their own. */
const PER_CONNECTION = 2 ** 32;

/** The key of an occurrence: the connection's number, from 1, and that of the command or chunk on it, from 0. */
export const occurrence = (connection: number, index: number): number => connection * PER_CONNECTION + index;

interface RatedPoint {
  readonly name: FaultName;
  readonly point: DecisionPoint;
  readonly threshold: number;
}

/**
 * Which faults meet which connections, commands and chunks: each a decision of its own, keyed by connection and number,
 * so one can be had or removed without moving another. A tape brings about a fault by choice 0.
 */
export class FaultPlan {
  readonly #commands: readonly RatedPoint[];
  readonly #others: ReadonlyMap<FaultName, RatedPoint>;
  readonly #extents: ReadonlyMap<string, DecisionPoint>;
  readonly #delayUs: readonly [number, number];

  constructor({ rates, delayUs }: FaultRates, decisions: Decisions) {
    const points = FAULT_NAMES.map((name) => ({
      name, point: decisions.point(faultSite(name), PARTS, PARTS - 1),
      threshold: Math.max(1, Math.round((rates[name] ?? 0) * PARTS)),
    }));
    this.#commands = points.filter(({ name }) => FAULTS[name].scope === "command");
    this.#others = new Map(
      points.filter(({ name }) => FAULTS[name].scope !== "command").map((point) => [point.name, point]),
    );
    this.#extents = new Map((["delay", "torn-reply", "torn-request", "fragment"] as const)
      .map((name) => [name, decisions.point(extentSite(name), EXTENTS, 0)]));
    this.#delayUs = delayUs;
  }

  /** What happens to a command: the first fault of the table that does. */
  ofCommand(connection: number, index: number): FaultName | undefined {
    const key = occurrence(connection, index);
    for (const rated of this.#commands) if (fires(rated, key)) return rated.name;
    return undefined;
  }

  /** Whether a fault meets a connection (index 0) or a chunk of bytes. */
  meets(name: "refuse" | "unreachable" | "torn-request" | "fragment", connection: number, index: number): boolean {
    const rated = this.#others.get(name);
    return rated !== undefined && fires(rated, occurrence(connection, index));
  }

  delayUs(connection: number, index: number): number {
    const [least, most] = this.#delayUs;
    return least + this.#part("delay", connection, index, most - least + 1);
  }

  /** How many of `length` bytes come through: at least none, never all. */
  torn(name: "torn-reply" | "torn-request", length: number, connection: number, index: number): number {
    return this.#part(name, connection, index, length);
  }

  /** How long the pieces of a fragmented chunk are. */
  pieceLength(length: number, connection: number, index: number): number {
    return 1 + this.#part("fragment", connection, index, Math.min(length, 64));
  }

  #part(name: string, connection: number, index: number, below: number): number {
    const drawn = (this.#extents.get(name) as DecisionPoint).decide(occurrence(connection, index));
    return Math.floor((drawn / EXTENTS) * below);
  }
}

const fires = ({ point, threshold }: RatedPoint, key: number): boolean => {
  const choice = point.decide(key);
  return choice < threshold && choice !== point.neutral;
};
