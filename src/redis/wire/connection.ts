import type { Statistics } from "../info/statistics.ts";
import { CommandParser, type ParserLimits } from "../resp/command-parser.ts";
import { ProtocolError, QueryBufferOverflow } from "../resp/protocol-error.ts";
import { ReplyWriter } from "../resp/reply-writer.ts";
import type { WordTable } from "../resp/word-table.ts";
import type { Bytes } from "../server/bytes.ts";
import { ReplyError, type Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import type { ConnectionFaults } from "./connection-faults.ts";
import { Outbox } from "./outbox.ts";
import type { OutputLimits } from "./output-limits.ts";
import type { Timing, Transport } from "./transport.ts";

/** What connections of one server share. */
export interface ConnectionHost {
  readonly server: RedisServer;
  readonly timing: Timing;
  readonly words: WordTable;
  readonly outputLimits: OutputLimits;
  readonly statistics: Pick<Statistics, "outputBytes">;
  /** Has something to send, or to close, at the end of this turn. */
  dirty(connection: Connection): void;
  /** Waited and was answered: its next commands may go on at the end of this turn. */
  released(connection: Connection): void;
  /** Began to wait. */
  blocked(): void;
  /** A command was executed. */
  executed(): void;
  /** The server is at work on a command that takes time, and executes no other. */
  readonly isBusy: boolean;
  /** Has commands that could not be executed for that: `resume` is called when they can be. */
  postponed(connection: Connection): void;
}

/** Replies that are sent before the rest of a pipeline is executed. */
const SEND_AT = 65_536;
/** A client that has so much to read and does not is read from no more. */
const STALL_AT = 32 * 1_048_576;

/** One client's connection: bytes in, commands applied, replies out. A chunk's replies leave together. */
export class Connection {
  readonly transport: Transport;
  readonly #host: ConnectionHost;
  readonly #parser: CommandParser;
  readonly #writer: ReplyWriter;
  readonly #outbox: Outbox;
  readonly #faults: ConnectionFaults | undefined;
  #blocked = false;
  #stalled = false;
  #closing = false;
  #closed = false;
  /** Fell behind too far: closed as soon as no command is being executed. */
  #overflowed = false;
  #postponed = false;
  #softSinceUs: number | undefined;
  /** Undefined while the server decides whether to have it: it may be told why not, and closed, before it is one. */
  readonly #session: Session | undefined;
  isDirty = false;

  constructor(host: ConnectionHost, transport: Transport, faults: ConnectionFaults | undefined) {
    const { server } = host;
    this.#host = host;
    this.transport = transport;
    this.#faults = faults;
    this.#writer = new ReplyWriter(server.compat);
    this.#outbox = new Outbox(transport, host.timing);
    const session = server.connect({
      address: transport.peer, localAddress: transport.local,
      deliver: (reply) => this.#deliver(reply),
      close: () => this.#closeAfterSending(),
    });
    this.#session = session;
    this.#parser = new CommandParser(limitsOf(server, session), host.words);
  }

  get session(): Session {
    return this.#session as Session;
  }

  /** Bytes held for this client in either direction. */
  get heldBytes(): number {
    return this.#parser.pending + this.#writer.size + this.#outbox.unsent;
  }

  /** Takes a chunk, which is the connection's from now on, and executes what it completes. */
  receive(chunk: Buffer): void {
    if (this.#closed || this.#closing || this.#faults?.isSilent === true) return;
    const cut = this.#faults?.tornRequest(chunk.length);
    try {
      this.#parser.feed(cut === undefined ? chunk : chunk.subarray(0, cut));
    } catch (error) {
      if (!(error instanceof QueryBufferOverflow)) throw error;
      return this.reset();
    }
    this.proceed();
    if (cut !== undefined) this.#faults?.cutOff();
    if (this.#faults?.isCut === true) this.#cut();
  }

  /** Executes commands that have come, until one waits. */
  proceed(): void {
    try {
      while (!this.#blocked && !this.#stalled && !this.#closing && !this.#closed) {
        if (this.#host.isBusy) return this.#postpone();
        const args = this.#parser.next();
        if (args === undefined) return;
        this.#execute(args);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#write(new ReplyError(error.message));
      this.#host.server.disconnect(this.session);
    }
  }

  /** Goes on when the server is free again. */
  resume(): void {
    this.#postponed = false;
    if (this.#closed) return;
    if (!this.#stalled) this.transport.resume();
    this.proceed();
  }

  /** Goes on after the end of a wait. */
  release(): void {
    this.#blocked = false;
    this.proceed();
    if (this.#faults?.isCut === true) this.#cut();
  }

  /** Bytes from the client do not arrive, nor does its closing. */
  get isUnreachable(): boolean {
    return this.#faults?.isSilent === true;
  }

  /** Sends what was written; afterwards closes, if that is due. */
  flush(): void {
    if (this.#closed) return;
    const { size } = this.#writer;
    if (size > 0) {
      this.#writer.clear(this.#send(this.#writer.written));
      this.#overflowed ||= this.#limitExceeded();
    }
    if (this.#overflowed) return this.reset();
    if (this.#closing) {
      this.#closed = true;
      this.#outbox.end();
    }
  }

  /** The client has taken what it was sent. */
  drained(): void {
    this.#softSinceUs = undefined;
    if (!this.#stalled) return;
    this.#stalled = false;
    this.transport.resume();
    this.proceed();
  }

  /** The client's end is closed. */
  gone(): void {
    this.#closed = true;
    this.#outbox.drop();
    this.#host.server.disconnect(this.session);
  }

  /** Closes at once: what was not sent is lost. */
  reset(): void {
    if (this.#closed) return;
    this.gone();
    this.transport.reset();
  }

  #execute(args: Bytes[]): void {
    if (isOtherProtocol(args[0] as Bytes)) return this.reset();
    if (this.#faults === undefined) return this.#apply(args);
    if (this.#faults.isSilent) return;
    const fault = this.#faults.before(args);
    if (fault === undefined) return this.#apply(args);
    switch (fault) {
      case "drop": return this.reset();
      case "half-open": case "deaf": case "cut-mid-pipeline": case "delay": {
        this.flush();
        const delayUs = this.#faults.begin(fault);
        if (delayUs !== undefined) this.#outbox.delay(delayUs);
        return fault === "half-open" ? undefined : this.#apply(args);
      }
      case "reply-lost":
        this.#apply(args);
        return this.reset();
      case "torn-reply": {
        const before = this.#writer.size;
        this.#apply(args);
        if (this.#closed) return;
        const written = this.#writer.written;
        const kept = before + this.#faults.tornReply(written.length - before);
        this.#outbox.send(Buffer.from(written.subarray(0, kept)));
        return this.reset();
      }
      default: this.#faults.refuseNext(fault, () => this.#apply(args));
    }
  }

  #apply(args: Bytes[]): void {
    const { server, timing } = this.#host;
    const reply = server.apply(this.session, args, timing.nowUs());
    this.#host.executed();
    if (reply !== undefined) this.#write(reply);
    else if (server.isBlocked(this.session)) {
      this.#blocked = true;
      this.#host.blocked();
    }
  }

  #deliver(reply: Reply): void {
    if (this.#closed) return;
    this.#write(reply);
    if (this.#blocked && !this.#host.server.isBlocked(this.session)) this.#host.released(this);
  }

  #write(reply: Reply): void {
    if (this.#overflowed || this.#faults?.isMute === true) return;
    this.#writer.write(reply, this.#session?.protocol ?? 2);
    if (!this.isDirty) this.#host.dirty(this);
    if (this.#writer.size < SEND_AT) return;
    this.#writer.clear(this.#send(this.#writer.written));
    this.#overflowed = this.#limitExceeded();
    if (this.#outbox.unsent < STALL_AT) return;
    this.#stalled = true;
    this.transport.pause();
  }

  #postpone(): void {
    if (this.#postponed) return;
    this.#postponed = true;
    this.transport.pause();
    this.#host.postponed(this);
  }

  #send(bytes: Buffer): boolean {
    this.#host.statistics.outputBytes += bytes.length;
    const piece = this.#faults?.pieceLength(bytes.length) ?? bytes.length;
    if (piece >= bytes.length) return this.#outbox.send(bytes);
    let kept = false;
    for (let at = 0; at < bytes.length; at += piece) kept = this.#outbox.send(bytes.subarray(at, at + piece)) || kept;
    return kept;
  }

  #limitExceeded(): boolean {
    const { unsent } = this.#outbox;
    if (unsent === 0) return false;
    const { outputLimits, timing } = this.#host;
    const nowUs = timing.nowUs();
    if (outputLimits.aboveSoft(this.session, unsent)) this.#softSinceUs ??= nowUs;
    else this.#softSinceUs = undefined;
    return outputLimits.exceeded(this.session, unsent, nowUs, this.#softSinceUs);
  }

  /** A fault has ended the connection: what was written before it is sent. */
  #cut(): void {
    this.flush();
    this.reset();
  }

  #closeAfterSending(): void {
    if (this.#closed) return;
    this.#closing = true;
    if (!this.isDirty) this.#host.dirty(this);
  }
}

/** A browser that was made to talk to the server says POST or Host: in its first lines; nothing it says is executed. */
function isOtherProtocol(name: Bytes): boolean {
  if (name.length === 4) return (name.charCodeAt(0) | 32) === 112 && name.toLowerCase() === "post";
  return name.length === 5 && (name.charCodeAt(0) | 32) === 104 && name.toLowerCase() === "host:";
}

const DEFAULT_BULK = 536_870_912;
const DEFAULT_BUFFER = 1_073_741_824;

function limitsOf({ config }: RedisServer, session: Session): ParserLimits {
  const number = (name: string, otherwise: number): number =>
    config.parameters.has(name) ? config.number(name) : otherwise;
  return {
    get authenticated() {
      return session.authenticated;
    },
    get bulkBytes() {
      return number("proto-max-bulk-len", DEFAULT_BULK);
    },
    get bufferBytes() {
      return number("client-query-buffer-limit", DEFAULT_BUFFER);
    },
  };
}
