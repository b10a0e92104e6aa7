import type { ServerState } from "../server/command.ts";
import { AppendOnlyFile } from "./append-only-file.ts";
import { CommandStream } from "./command-stream.ts";
import type { Files } from "./files.ts";
import { LogPlayer } from "./log-player.ts";
import { MemoryFiles } from "./memory-files.ts";
import { loadSnapshot, writeSnapshot } from "./snapshot.ts";

const SNAPSHOT = "dump.rdb";

export type Task = "save" | "rewrite";

/** Runs what a server's child process would do, and calls back when the child is done. */
export type Background = (task: Task, bytes: number, done: () => void) => void;

/**
 * What a server writes to its files and reads from them: snapshots, and the append-only file while `appendonly` is on.
 * A deployment gives it files that outlive it and a background that takes time.
 */
export class Persistence {
  readonly #server: ServerState;
  readonly #stream: CommandStream;
  files: Files = new MemoryFiles();
  background: Background = (_task, _bytes, done) => done();
  /** Unix ms of the last snapshot that was written, or of the start. */
  lastSaveMs: number;
  changes = 0;
  /** Snapshots written since the start. */
  saves = 0;
  #child: Task | undefined;
  #scheduled: Task | undefined;
  #following = false;
  #log: AppendOnlyFile | undefined;

  constructor(server: ServerState) {
    this.#server = server;
    this.#stream = server.part(CommandStream);
    this.lastSaveMs = server.nowMs;
    server.config.changed.push((name) => {
      if (name === "appendonly") this.setLogging(server.config.text("appendonly") === "yes");
    });
  }

  get saving(): boolean {
    return this.#child === "save";
  }

  get rewriting(): boolean {
    return this.#child === "rewrite";
  }

  /** The append-only file; undefined while it is off. */
  get log(): AppendOnlyFile | undefined {
    return this.#log;
  }

  /** From now on changes are counted and, where the log is on, logged. */
  follow(): void {
    if (this.#following) return;
    this.#following = true;
    this.#stream.follow((db, commands) => {
      this.changes += commands.length;
      // One that was just switched on begins with a snapshot of what is yet to come.
      if (this.#log?.exists !== true) return;
      this.#log.append(db, commands);
      if (this.#server.config.text("appendfsync") === "always") this.#log.sync();
    });
  }

  /** Writes the snapshot at once, as SAVE does. */
  save(): void {
    this.files.replace(SNAPSHOT, writeSnapshot(this.#server));
    this.#saved(this.changes);
  }

  /** Writes the snapshot of this moment in the background, or later when the server has a child at work already. */
  saveInBackground(): void {
    if (this.#child !== undefined) return this.schedule("save");
    const snapshot = writeSnapshot(this.#server);
    const changes = this.changes;
    this.#fork("save", snapshot.length, () => {
      this.files.replace(SNAPSHOT, snapshot);
      this.#saved(changes);
    });
  }

  /** Replaces the log by a snapshot of this moment and what follows, now or later. */
  rewriteLog(): void {
    if (this.#child !== undefined) return this.schedule("rewrite");
    const snapshot = writeSnapshot(this.#server);
    const log = this.#log ?? new AppendOnlyFile(this.files);
    log.beginRewrite();
    this.#fork("rewrite", snapshot.length, () => log.finishRewrite(snapshot));
  }

  /** Does it when the child that is at work now is done. */
  schedule(task: Task): void {
    this.#scheduled = task;
  }

  #fork(task: Task, bytes: number, done: () => void): void {
    this.#child = task;
    this.background(task, bytes, () => {
      this.#child = undefined;
      done();
      const next = this.#scheduled;
      this.#scheduled = undefined;
      if (next === "save") this.saveInBackground();
      else if (next === "rewrite") this.rewriteLog();
    });
  }

  /** CONFIG SET appendonly: switching it on begins with a snapshot. */
  setLogging(on: boolean): void {
    if (on === (this.#log !== undefined)) return;
    if (!on) {
      this.#log = undefined;
      return;
    }
    this.#log = new AppendOnlyFile(this.files);
    this.rewriteLog();
    this.follow();
  }

  /**
   * Loads what the files hold, as a server does when it starts: the log if it is to be kept, else the snapshot. Returns
   * how many bytes that were.
   *
   * @throws {BadFormat} The files are damaged elsewhere than at the log's end.
   */
  load(logging: boolean): number {
    const log = logging ? new AppendOnlyFile(this.files) : undefined;
    const bytes = log?.exists === true ? this.#replayLog(log) : this.#loadSnapshot();
    if (log !== undefined) {
      this.#log = log;
      this.follow();
      if (!log.exists) this.rewriteLog();
    }
    this.changes = 0;
    this.lastSaveMs = this.#server.nowMs;
    return bytes;
  }

  /** Writes a snapshot and loads it: DEBUG RELOAD. */
  reload(options: { readonly save: boolean; readonly flush: boolean }): void {
    if (options.save) this.save();
    if (options.flush) for (const database of this.#server.databases) database.clear();
    this.#loadSnapshot();
  }

  /** Empties the data set and replays the log: DEBUG LOADAOF. */
  reloadLog(): void {
    const log = this.#log ?? new AppendOnlyFile(this.files);
    this.#replayLog(log);
  }

  #loadSnapshot(): number {
    const file = this.files.read(SNAPSHOT);
    if (file === undefined) return 0;
    this.#stream.replaying(() => loadSnapshot(this.#server, file, true));
    return file.length;
  }

  #replayLog(log: AppendOnlyFile): number {
    const { base, commands } = log.recover();
    for (const database of this.#server.databases) database.clear();
    this.#stream.replaying(() => {
      if (base !== undefined) loadSnapshot(this.#server, base, false);
      new LogPlayer(this.#server).playLog(commands);
    });
    return (base?.length ?? 0) + log.appended;
  }

  #saved(changes: number): void {
    this.changes -= changes;
    this.saves++;
    this.lastSaveMs = this.#server.nowMs;
  }
}
