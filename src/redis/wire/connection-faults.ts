import type { Bytes } from "../server/bytes.ts";
import type { FaultPlan } from "./fault-plan.ts";
import type { FaultName } from "./fault-table.ts";
import { isRefusal, type Refusals } from "./refusals.ts";

/** A fault that has happened. */
export interface FaultEvent {
  readonly fault: FaultName;
  /** From 1, in the order in which connections were asked for. */
  readonly connection: number;
  /** Of the command or chunk on its connection, from 0. */
  readonly index: number;
  /** The command's name as it was sent; empty where no command is concerned. */
  readonly command: Bytes;
}

export type OnFault = (event: FaultEvent) => void;

/** What goes wrong on one connection. */
export class ConnectionFaults {
  readonly #plan: FaultPlan;
  readonly #connection: number;
  readonly #refusals: Refusals;
  readonly #onFault: OnFault;
  #command = -1;
  #request = -1;
  #reply = -1;
  #isMute = false;
  #isSilent = false;
  #isCut = false;

  constructor(plan: FaultPlan, connection: number, refusals: Refusals, onFault: OnFault) {
    this.#plan = plan;
    this.#connection = connection;
    this.#refusals = refusals;
    this.#onFault = onFault;
  }

  /** No reply leaves any more. */
  get isMute(): boolean {
    return this.#isMute;
  }

  /** Nothing arrives any more. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** The connection ends with the chunk at hand. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** What happens to the next command. Once replies are lost, nothing more happens. */
  before(args: readonly Bytes[]): FaultName | undefined {
    this.#command++;
    if (this.#isMute) return undefined;
    const fault = this.#plan.ofCommand(this.#connection, this.#command);
    if (fault !== undefined) this.#report(fault, this.#command, args[0] as Bytes);
    return fault;
  }

  /** Starts a fault that lasts. Returns by how many µs replies are delayed, if they are. */
  begin(fault: "half-open" | "deaf" | "cut-mid-pipeline" | "delay"): number | undefined {
    if (fault === "delay") return this.#plan.delayUs(this.#connection, this.#command);
    this.#isMute = true;
    if (fault === "half-open") this.#isSilent = true;
    if (fault === "cut-mid-pipeline") this.#isCut = true;
    return undefined;
  }

  /** Runs a command that the server refuses, where the fault is a refusal. */
  refuseNext(fault: FaultName, apply: () => void): void {
    if (!isRefusal(fault)) throw new Error(`${fault} is no refusal`);
    this.#refusals.next = fault;
    try {
      apply();
    } finally {
      this.#refusals.next = undefined;
    }
  }

  /** How many of a reply's bytes come through. */
  tornReply(length: number): number {
    return this.#plan.torn("torn-reply", length, this.#connection, this.#command);
  }

  /** How many of a chunk's bytes arrive, when it is torn. */
  tornRequest(length: number): number | undefined {
    this.#request++;
    if (!this.#plan.meets("torn-request", this.#connection, this.#request)) return undefined;
    this.#report("torn-request", this.#request, "");
    return this.#plan.torn("torn-request", length, this.#connection, this.#request);
  }

  cutOff(): void {
    this.#isCut = true;
  }

  /** In what pieces a chunk of replies is sent, when it is fragmented. */
  pieceLength(length: number): number | undefined {
    this.#reply++;
    if (!this.#plan.meets("fragment", this.#connection, this.#reply)) return undefined;
    this.#report("fragment", this.#reply, "");
    return this.#plan.pieceLength(length, this.#connection, this.#reply);
  }

  #report(fault: FaultName, index: number, command: Bytes): void {
    this.#onFault({ fault, connection: this.#connection, index, command });
  }
}
