import type { ConsumedMessage } from "../../bus/message.ts";
import { DataEngine } from "../../engines/data-engine.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Instruments } from "../../market/instruments.ts";
import { BookIntegrity } from "../../oracles/book-integrity.ts";
import type { BookComparison } from "../../oracles/evidence/witness.ts";
import type { OracleReport } from "../../oracles/oracle.ts";
import type { SessionMessage } from "../scenario/session-message.ts";
import type { Account } from "./account.ts";

/**
 * The engine behind the bus, and the books that it should have. A process that dies takes its books with it; from then
 * on there is nothing to compare.
 */
export class BookDesk {
  readonly #engine: DataEngine;
  readonly #integrity = new BookIntegrity();
  #isWhole = true;

  constructor(instruments: Instruments) {
    this.#engine = new DataEngine(instruments);
  }

  /** The bus has taken a message of the session. */
  accepted(account: Account, { change }: SessionMessage): void {
    if (change !== undefined) this.#integrity.expect(change.instrument, { ...change.expected, ordinal: account.index });
  }

  /** It will not come. */
  lost(account: Account, { change }: SessionMessage): void {
    if (change !== undefined) this.#integrity.lost(change.instrument, account.index);
  }

  handle(at: Instant, account: Account, { change, foreign }: SessionMessage, message: ConsumedMessage): void {
    if (!this.#isWhole || foreign === true) return;
    this.#engine.handle(message);
    const book = change === undefined ? undefined : this.#engine.state(change.instrument)?.book;
    if (change !== undefined && book !== undefined) this.#integrity.applied(at, change.instrument, account.index, book);
  }

  /** The process is gone, or its messages are. */
  forfeit(): void {
    this.#isWhole = false;
  }

  finish(at: Instant): BookComparison {
    if (this.#isWhole) this.#integrity.finish(at, (instrument) => this.#engine.state(instrument)?.book);
    const [levels, checksums] = this.#integrity.reports() as [OracleReport, OracleReport?];
    const failed = levels.verdict === "fail" ? levels : checksums?.verdict === "fail" ? checksums : undefined;
    return { compared: levels.compared + (checksums?.compared ?? 0), violation: failed?.reason };
  }
}
