import type { DecisionPoint } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { ms, us, type Duration, type Instant } from "../../kernel/time.ts";
import { Condition } from "../admission/condition.ts";
import { Shutdown } from "../commands/admin/shutdown.ts";
import { modelRedis } from "../model-redis.ts";
import { BadFormat } from "../persistence/bad-format.ts";
import { CommandStream, type Commands, type Follower } from "../persistence/command-stream.ts";
import { MemoryFiles } from "../persistence/memory-files.ts";
import { Persistence, type Background } from "../persistence/persistence.ts";
import type { RedisServer } from "../server/server.ts";
import { ClientNetwork } from "./client-network.ts";
import { DiskSchedule } from "./disk-schedule.ts";
import { parametersOf } from "./durability.ts";
import { COMMAND_COST, FORK_STALLS, LOAD_NS_PER_BYTE, START, WRITE_NS_PER_BYTE } from "./node-costs.ts";
import { NodeConnection, type ClientPort, type ConnectionHost, type Submission } from "./node-connection.ts";
import type { NodeOptions } from "./node-options.ts";
import { NodeThread } from "./node-thread.ts";
import { ReplicaBacklog } from "./replica-backlog.ts";
import { WaitDeadline } from "./wait-deadline.ts";

/** `silent`: the machine is gone, so nobody says so. */
export type NodeState = "up" | "loading" | "down" | "silent";

/**
 * One machine with a Redis process: it can be stopped in several ways, and what it then still has is what its files
 * hold. Commands are executed one at a time, in the order in which they arrive, at the time of the node's own clock.
 */
export class ServerNode implements ConnectionHost {
  readonly name: string;
  readonly files = new MemoryFiles();
  readonly #options: NodeOptions;
  readonly #scheduler: Scheduler;
  readonly #disk: DiskSchedule;
  readonly #forkStall: DecisionPoint;
  readonly #site: number;
  readonly #connections = new Set<NodeConnection>();
  readonly #followers: Follower[] = [];
  #state: NodeState = "down";
  #server: RedisServer | undefined;
  /** Of the process that was started last. */
  #condition!: Condition;
  #backlog: ReplicaBacklog | undefined;
  /** Between the node and its clients. */
  readonly network = new ClientNetwork();
  #thread: NodeThread<Submission>;
  readonly #execute = (submission: Submission): void => this.#perform(submission);
  #starts = 0;
  #forks = 0;
  #clockOffsetUs = 0;
  readonly #deadline: WaitDeadline;
  /** Told when the process has ended, in whatever way. */
  readonly stopped: (() => void)[] = [];
  /** Why the last start failed. */
  failure: BadFormat | undefined;

  constructor(options: NodeOptions) {
    const { name, scheduler, decisions } = options;
    this.name = name;
    this.#options = options;
    this.#scheduler = scheduler;
    this.#disk = new DiskSchedule(name, scheduler, decisions, this.files, options.persistence);
    this.#forkStall = decisions.point(`deployment.${name}.fork-stall`, FORK_STALLS.length, 3);
    this.#site = scheduler.sites.id(`deployment.${name}`);
    this.#thread = new NodeThread(scheduler, this.#site, this.#execute);
    this.#deadline = new WaitDeadline(scheduler, this.#site, () => this.nowUs);
  }

  get state(): NodeState {
    return this.#state;
  }

  /** The process that runs now. Its memory is lost with it. */
  get server(): RedisServer | undefined {
    this.#backlog?.look();
    return this.#server;
  }

  /** The same for those who look at the data of a master at most: a replica's may be behind what it has received. */
  get process(): RedisServer | undefined {
    return this.#server;
  }

  /** Unix µs as the node's clock shows them. */
  get nowUs(): number {
    return this.#options.epochUnixMs * 1_000 + Math.floor(this.#scheduler.now / 1_000) + this.#clockOffsetUs;
  }

  /** Time that the thread of this process was at work. */
  get busyTotal(): Duration {
    return this.#thread.busyTotal;
  }

  /** When the thread has done all that it was given. */
  get readyAt(): Instant {
    return this.#thread.readyAt;
  }

  /** Told of every change that this node makes or is given, of whichever process. Before the first start only. */
  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  /** Starts a process, which loads what the files hold and is `ready`: after a while, or at once if not `takesTime`. */
  start(ready: () => void = () => {}, takesTime = true): void {
    const { compat, random, persistence, parameters } = this.#options;
    const run = ++this.#starts;
    const server = modelRedis({ compat, random, startedAtUs: this.nowUs });
    for (const [name, value] of Object.entries({ ...parametersOf(persistence), ...parameters })) {
      if (name !== "appendonly") server.config.set(name, value);
    }
    this.#server = server;
    this.#condition = server.part(Condition);
    // Clients may read, block or subscribe; files are written from the data.
    this.#backlog = new ReplicaBacklog(server, () => this.#connections.size > 0 || persistence.kind !== "none");
    this.#thread = new NodeThread(this.#scheduler, this.#site, this.#execute);
    if (this.#keepsLog) server.part(CommandStream).follow((db, commands) => this.#changed(db, commands));
    server.part(Shutdown).listeners.push(() => this.kill());
    const kept = server.part(Persistence);
    kept.files = this.files;
    const background: Background = (_task, bytes, done) => this.#runChild(run, bytes, done);
    kept.background = background;
    this.#disk.start(kept);
    const loaded = this.#load(kept);
    if (loaded === undefined) return;
    if (!takesTime) {
      this.#state = "up";
      ready();
      return;
    }
    this.#beLoading(server, START + loaded * LOAD_NS_PER_BYTE, ready);
  }

  /** Without files and followers nobody reads the log, and making it costs more than the commands. */
  get #keepsLog(): boolean {
    return this.#followers.length > 0 || this.#options.persistence.kind !== "none";
  }

  #load(kept: Persistence): number | undefined {
    try {
      const logging = this.#options.persistence.kind === "aof";
      const bytes = kept.load(logging);
      if (this.#keepsLog) kept.follow();
      this.#server?.config.set("appendonly", logging ? "yes" : "no");
      this.failure = undefined;
      return bytes;
    } catch (error) {
      if (!(error instanceof BadFormat)) throw error;
      this.failure = error;
      this.#stop("down");
      return undefined;
    }
  }

  /** The process is killed. Its machine says so to those who are connected. */
  kill(): void {
    const connections = [...this.#connections];
    this.#stop("down");
    for (const connection of connections) this.network.pass(() => connection.port.closed());
  }

  /** The machine loses power: `written` says how much of what was not synced had reached the disk. */
  losePower(written: (file: string, unsynced: number) => number): void {
    this.#stop("silent");
    this.files.losePower(written);
  }

  #stop(state: "down" | "silent"): void {
    this.#state = state;
    this.#server = undefined;
    this.#backlog = undefined;
    this.#disk.stop();
    this.#thread.stop();
    this.#deadline.forget();
    for (const connection of this.#connections) connection.dead = true;
    this.#connections.clear();
    for (const listener of this.stopped) listener();
  }

  /** A client connects; `refused` by a machine without a process, `silence` from one that is not there. */
  connect(port: ClientPort): NodeConnection | "refused" | "silence" {
    if (this.network.isCut || this.#state === "silent") return "silence";
    const server = this.#server;
    if (server === undefined) return "refused";
    this.catchUp();
    const connection = new NodeConnection(this, port);
    this.#connections.add(connection);
    connection.session = server.connect({
      deliver: (reply) => {
        const at = this.#thread.charge(COMMAND_COST);
        if (!connection.dead) this.network.pass(() => port.deliver(reply, Math.max(at, this.#scheduler.now)));
      },
      close: () => {
        if (!connection.dead) this.network.pass(() => connection.port.closed());
        this.#connections.delete(connection);
        connection.dead = true;
      },
    });
    return connection;
  }

  hangUp(connection: NodeConnection): void {
    if (connection.dead) return;
    connection.dead = true;
    this.#connections.delete(connection);
    if (connection.session !== undefined) this.#server?.disconnect(connection.session);
  }

  submit(submission: Submission): void {
    if (this.network.isCut) this.network.pass(() => this.#receive(submission));
    else this.#receive(submission);
  }

  #receive(submission: Submission): void {
    const { connection } = submission;
    if (!connection.dead) this.#thread.run(submission);
    // A machine that is up knows nothing of a connection to a process that is gone, and says so.
    else if (this.#state !== "silent") connection.port.closed();
  }

  #perform(submission: Submission): void {
    const server = this.#server;
    const { connection } = submission;
    const { session } = connection;
    if (server === undefined || session === undefined || connection.dead) return;
    const reply = submission.work(server, session, this.nowUs);
    const at = this.#thread.charge(submission.cost() + this.#spent);
    if (reply === undefined && this.#server === server) this.#deadline.watch(server);
    const answer = (): void => submission.onReply(reply, Math.max(at, this.#scheduler.now));
    if (this.network.isCut) this.network.pass(answer);
    else answer();
  }

  /** What commands that take long by their nature have asked for. */
  get #spent(): Duration {
    const busyUs = this.#condition.busyUntilUs - this.nowUs;
    return busyUs > 0 ? us(busyUs) : 0;
  }

  /** The thread does nothing else for so long: a slow command, a page fault, another tenant. */
  stall(duration: Duration): void {
    this.#thread.charge(duration);
  }

  /** The wall clock moves; what is measured by it (ids, idle times, expiry) moves too. */
  jumpClock(byMs: number): void {
    this.#clockOffsetUs += byMs * 1_000;
    this.#deadline.forget();
    if (this.#server !== undefined) this.#deadline.watch(this.#server);
  }

  /** Executes what it has received, as it must before it is a master. */
  catchUp(): void {
    this.#backlog?.catchUp();
  }

  /** Executes what came from a master, whose clock decided what had expired. */
  applyReplicated(db: number, commands: Commands): void {
    const server = this.#server;
    if (server === undefined) return;
    this.#backlog?.push({ nowUs: this.nowUs, db, commands });
    server.part(CommandStream).relay(db, commands);
    this.#thread.charge(COMMAND_COST * commands.length);
  }

  /** Puts a master's data set in the place of its own; it answers LOADING until that is done and `ready` is called. */
  receiveSnapshot(file: Buffer, ready: () => void): void {
    const server = this.#server;
    if (server === undefined) return;
    this.#backlog?.push({ nowUs: this.nowUs, file });
    if (server.part(Persistence).log !== undefined) server.part(Persistence).rewriteLog();
    this.#beLoading(server, file.length * LOAD_NS_PER_BYTE, ready);
  }

  #beLoading(server: RedisServer, lasting: Duration, ready: () => void): void {
    const run = this.#starts;
    this.#state = "loading";
    server.part(Condition).loading = true;
    this.#scheduler.after(lasting, this.#site, () => {
      if (run !== this.#starts || this.#server !== server) return;
      server.part(Condition).loading = false;
      this.#state = "up";
      ready();
    });
  }

  #changed(db: number, commands: Commands): void {
    for (const follower of this.#followers) follower(db, commands);
    this.#disk.changed();
  }

  #runChild(run: number, bytes: number, done: () => void): void {
    this.#thread.charge(FORK_STALLS[this.#forkStall.decide(this.#forks++)] as Duration);
    this.#scheduler.after(ms(1) + bytes * WRITE_NS_PER_BYTE, this.#site, () => {
      if (run !== this.#starts || this.#server === undefined) return;
      done();
      this.#disk.saved();
    });
  }
}
