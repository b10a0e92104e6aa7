import { WavetankError } from "../../kernel/error.ts";
import type { ArmedGuard, Guard, GuardMode, Leak } from "../../kernel/host.ts";
import { startAudit } from "./audit.ts";
import { LeakLog } from "./leak-log.ts";
import { escapeRoutes } from "./routes.ts";
import { setTraps, type Trap } from "./trap.ts";

/**
 * The guard of this process. Traps sit on globals and builtin modules, so they catch whoever runs while they are set:
 * arm only around code that gives control back to nobody else. With a synchronous drain a run is one macrotask; with
 * an asynchronous one nothing but microtasks and ticks comes between, so a test runner's or a server's own timers and
 * sockets wait in both cases until the guard is disarmed.
 */
export const liveGuard: Guard = { arm, keep };

let isArmed = false;
let keepers = 0;
let traps: readonly Trap[] | undefined;
let placed: { readonly log: LeakLog; readonly remove: () => void } | undefined;

function arm(mode: GuardMode): ArmedGuard {
  if (isArmed) {
    throw new WavetankError("E_GUARD_ARMED", "the determinism guard of this process is armed already", {
      expected: "one guarded run at a time in a process",
      hint: "disarm the first guard, or run worlds in separate processes",
    });
  }
  const { log } = (placed ??= place());
  log.begin();
  const stopAudit = mode === "audit" ? startAudit(log) : undefined;
  isArmed = true;
  let leaks: readonly Leak[] | undefined;
  return {
    disarm() {
      if (leaks !== undefined) return leaks;
      stopAudit?.();
      leaks = log.close();
      isArmed = false;
      removeUnlessKept();
      return leaks;
    },
  };
}

function keep(): () => void {
  keepers++;
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    keepers--;
    removeUnlessKept();
  };
}

function place(): NonNullable<typeof placed> {
  traps ??= escapeRoutes();
  const log = new LeakLog();
  return { log, remove: setTraps(traps, log) };
}

function removeUnlessKept(): void {
  if (isArmed || keepers > 0) return;
  placed?.remove();
  placed = undefined;
}
