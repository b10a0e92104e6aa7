import type { Witness } from "../../oracles/evidence/witness.ts";

type Told = { readonly [K in keyof Witness]-?: NonNullable<Witness[K]>[] };

const EVENTS = [
  "accepted", "refused", "dropped", "sent", "applied", "stored", "handled", "handlerFailed", "duplicate", "deadLettered", "buried",
  "acknowledged", "trimmed", "unknown", "dataLost", "crashed", "started", "fault", "step", "healed", "finished",
] as const satisfies readonly (keyof Witness)[];

/** Who wants to know what: a list for each event, so that what nobody watches costs nothing. */
export type Witnesses = Told;

export function witnessesOf(all: readonly Witness[]): Witnesses {
  const told = Object.fromEntries(EVENTS.map((event) => [event, all.flatMap((witness) => {
    const listener = witness[event]?.bind(witness);
    return listener === undefined ? [] : [listener];
  })]));
  return told as unknown as Witnesses;
}
