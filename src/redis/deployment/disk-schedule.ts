import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import type { Scheduler, TimerHandle } from "../../kernel/scheduler.ts";
import { ms, sec, type Duration, type Instant } from "../../kernel/time.ts";
import type { MemoryFiles } from "../persistence/memory-files.ts";
import type { Persistence } from "../persistence/persistence.ts";
import type { PersistenceSetting, SavePoint } from "./durability.ts";

/** How long a sync of the log takes; the disk is idle in the median. */
const SYNC_TIMES: readonly Duration[] = [
  ms(1), ms(2), ms(2), ms(3), ms(4), ms(5), ms(8), ms(12), ms(20), ms(40), ms(120), ms(900),
];
const BETWEEN_SYNCS = sec(1);
/** When the operating system writes what nobody asked it to write. */
const WRITE_BACK = sec(30);

/**
 * When what a node appends reaches its disk, and when it takes snapshots: the part of persistence that depends on time.
 * Schedules nothing while there is nothing to do.
 */
export class DiskSchedule {
  readonly #scheduler: Scheduler;
  readonly #files: MemoryFiles;
  readonly #setting: PersistenceSetting;
  readonly #syncTime: DecisionPoint;
  readonly #syncSite: number;
  readonly #saveSite: number;
  #persistence: Persistence | undefined;
  #syncs = 0;
  #syncing = false;
  #lastSyncAt: Instant = -BETWEEN_SYNCS;
  /** When the last snapshot was written, or the process started. */
  #savedAt: Instant = 0;
  #timers: TimerHandle[] = [];
  #saveTimer: TimerHandle | undefined;
  #saveDue: Instant = Infinity;

  constructor(
    node: string, scheduler: Scheduler, decisions: Decisions, files: MemoryFiles, setting: PersistenceSetting,
  ) {
    this.#scheduler = scheduler;
    this.#files = files;
    this.#setting = setting;
    this.#syncTime = decisions.point(`deployment.${node}.sync-time`, SYNC_TIMES.length, 5);
    this.#syncSite = scheduler.sites.id(`deployment.${node}.sync`);
    this.#saveSite = scheduler.sites.id(`deployment.${node}.save-point`);
  }

  /** A process has started and will write. */
  start(persistence: Persistence): void {
    this.#persistence = persistence;
    this.#savedAt = this.#scheduler.now;
  }

  /** The process is gone, and what it had begun with it. */
  stop(): void {
    for (const timer of this.#timers) this.#scheduler.cancel(timer);
    if (this.#saveTimer !== undefined) this.#scheduler.cancel(this.#saveTimer);
    this.#timers = [];
    this.#saveTimer = undefined;
    this.#saveDue = Infinity;
    this.#syncing = false;
    this.#persistence = undefined;
  }

  /** Something was changed. */
  changed(): void {
    const setting = this.#setting;
    if (setting.kind === "aof") this.#armSync(setting.fsync);
    else if (setting.kind === "rdb") this.#armSave(setting.savePoints);
  }

  #armSync(fsync: "no" | "everysec" | "always"): void {
    if (this.#syncing || fsync === "always") return;
    this.#syncing = true;
    const now = this.#scheduler.now;
    if (fsync === "no") return this.#at(now + WRITE_BACK, () => this.#synced(this.#current(), Infinity));
    this.#at(Math.max(now, this.#lastSyncAt + BETWEEN_SYNCS), () => {
      const file = this.#current();
      const length = this.#files.lengthOf(file);
      this.#lastSyncAt = this.#scheduler.now;
      this.#at(this.#scheduler.now + (SYNC_TIMES[this.#syncTime.decide(this.#syncs++)] as Duration), () =>
        this.#synced(file, length),
      );
    });
  }

  #synced(file: string, length: number): void {
    this.#files.syncUpTo(file, length);
    this.#syncing = false;
    this.#timers = [];
    if (this.#files.unsynced(this.#current()) > 0) this.changed();
  }

  #current(): string {
    return this.#persistence?.log?.current ?? "";
  }

  #at(at: Instant, callback: () => void): void {
    this.#timers.push(this.#scheduler.at(at, this.#syncSite, callback));
  }

  /** A snapshot is due when for one save point there are enough changes and the last snapshot is old enough. */
  #armSave(savePoints: readonly SavePoint[]): void {
    const persistence = this.#persistence;
    if (persistence === undefined || persistence.saving) return;
    let due = Infinity;
    for (const { seconds, changes } of savePoints) {
      if (persistence.changes >= changes) due = Math.min(due, this.#savedAt + sec(seconds));
    }
    if (due >= this.#saveDue) return;
    if (this.#saveTimer !== undefined) this.#scheduler.cancel(this.#saveTimer);
    this.#saveDue = due;
    this.#saveTimer = this.#scheduler.at(Math.max(this.#scheduler.now, due), this.#saveSite, () => {
      this.#saveTimer = undefined;
      this.#saveDue = Infinity;
      persistence.saveInBackground();
    });
  }

  /** A snapshot was written; what changed since counts from now. */
  saved(): void {
    this.#savedAt = this.#scheduler.now;
    this.changed();
  }
}
