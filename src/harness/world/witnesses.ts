import type { Witness } from "../../oracles/evidence/witness.ts";

type Told = { readonly [K in keyof Witness]-?: NonNullable<Witness[K]>[] };

const EVENTS = [
  "accepted", "refused", "dropped", "sent", "applied", "stored", "handled", "handlerFailed", "duplicate",
  "deadLettered", "buried", "acknowledged", "trimmed", "unknown", "dataLost", "crashed", "started", "fault", "step",
  "healed", "finished",
] as const satisfies readonly (keyof Witness)[];

/** Who wants to know what: a list for each event, so that what nobody watches costs nothing. */
export type Witnesses = Told;

/** Whoever tells a witness may take what it throws for a failure of his own: it goes to `onThrow` instead. */
export function witnessesOf(
  all: readonly (readonly [witness: Witness, onThrow: (error: unknown) => void])[],
): Witnesses {
  const told = Object.fromEntries(
    EVENTS.map((event) => [
      event,
      all.flatMap(([witness, onThrow]) => {
        // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on its witness
        const listener = witness[event] as Listener | undefined;
        return listener === undefined ? [] : [caught(witness, listener, onThrow)];
      }),
    ]),
  );
  return told as unknown as Witnesses;
}

/** None is told more than four things. */
type Listener = (a: unknown, b: unknown, c: unknown, d: unknown) => void;

const caught = (witness: Witness, listener: Listener, onThrow: (error: unknown) => void): Listener => (a, b, c, d) => {
  try {
    listener.call(witness, a, b, c, d);
  } catch (error) {
    onThrow(error);
  }
};
