import type { Scheduler } from "../kernel/scheduler.ts";

type Place = "frame" | "gap" | "resync" | "rejected" | "accepted" | "refused" | "dropped" | "sent" | "stored"
  | "failed" | "applied" | "read" | "handled" | "handlerFailed" | "duplicate" | "deadLettered" | "trimmed" | "trimHeld";

/** Places of a replay's trace. */
export type ObserverSites = Readonly<Record<Place, number>>;

export function observerSites({ sites }: Pick<Scheduler, "sites">): ObserverSites {
  const id = (name: string): number => sites.id(name);
  return {
    frame: id("venue.frame"), gap: id("venue.gap"), resync: id("venue.resync"), rejected: id("venue.rejected"),
    accepted: id("bus.accepted"), refused: id("bus.refused"), dropped: id("bus.dropped"), sent: id("bus.sent"),
    stored: id("bus.stored"), failed: id("bus.failed"), applied: id("store.applied"), read: id("group.read"),
    handled: id("engine.handled"), handlerFailed: id("engine.failed"), duplicate: id("group.duplicate"),
    deadLettered: id("group.dead-lettered"), trimmed: id("stream.trimmed"), trimHeld: id("stream.trim-held"),
  };
}
