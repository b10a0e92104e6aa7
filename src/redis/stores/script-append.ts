// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- types only: the caller brings the transport
import type { Redis } from "ioredis";
import { StoreError, type AppendOutcome, type Fence, type Fields } from "../../bus/store.ts";
import { MessagePackWriter } from "../../bus/wire/message-pack-writer.ts";
import type { ShippedScript } from "../scripting/native-script.ts";
import { bulkAppend } from "../scripting/shipped/bulk-append.ts";
import { fencedAppend } from "../scripting/shipped/fenced-append.ts";
import { takeEpoch } from "../scripting/shipped/take-epoch.ts";
import { sendable } from "./sendable.ts";
import { storeError } from "./store-failure.ts";

/** Words of one call with a fence, at most: they are arguments of a JavaScript function on their way. */
const MOST_WORDS = 50_000;

/** The hash beside `stream` with every producer's epoch and place. */
export const producersKey = (stream: string): string => `${stream}:producers`;

/** Appends by script: one call a batch, whose outcome is known in full or not at all. */
export class ScriptAppend {
  readonly #redis: Redis;
  readonly #bulk = new MessagePackWriter();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** @throws {StoreError} the outcome is unknown. */
  async append(stream: string, entries: readonly Fields[]): Promise<AppendOutcome> {
    const bulk = this.#bulk;
    bulk.clear();
    bulk.array(entries.length);
    for (const fields of entries) {
      bulk.array(fields.length);
      for (const item of fields) {
        if (typeof item === "string") bulk.text(item);
        else bulk.bytesAsText(item);
      }
    }
    const reply = await refusable(this.#call(bulkAppend, [stream], [bulk.copy()]));
    if (reply instanceof StoreError) return { applied: 0, refused: reply };
    const [applied, reason] = reply as readonly [number, string?];
    return { applied, refused: reason === undefined ? undefined : new StoreError("refused", reason) };
  }

  /** @throws {StoreError} the outcome is unknown. */
  async appendFenced(
    stream: string, entries: readonly Fields[], { producer, epoch, sequence }: Fence,
  ): Promise<AppendOutcome> {
    const words = entries.flatMap((fields) => [fields.length, ...fields.map(sendable)]);
    if (words.length > MOST_WORDS)
      throw new StoreError("refused", `a fenced batch of ${words.length} words, the limit is ${MOST_WORDS}`);
    const reply = await refusable(
      this.#call(fencedAppend, [stream, producersKey(stream)], [producer, epoch, sequence, ...words]),
    );
    return reply instanceof StoreError
      ? { applied: 0, refused: reply }
      : { applied: entries.length, refused: undefined };
  }

  /** @throws {StoreError} */
  async takeEpoch(stream: string, producer: string): Promise<number> {
    const reply = await refusable(this.#call(takeEpoch, [producersKey(stream)], [producer]));
    if (reply instanceof StoreError) throw reply;
    return reply as number;
  }

  /** By digest, and in full when the server has forgotten the script: after a restart or a failover. */
  async #call(
    { digest, source }: ShippedScript, keys: readonly string[], args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    try {
      return await this.#redis.call("evalsha", digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return this.#redis.call("eval", source, keys.length, ...keys, ...args);
    }
  }
}

/** The reply, or the server's refusal. @throws {StoreError} there is neither. */
async function refusable(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    const failure = storeError(error);
    if (failure.kind === "unknown") throw failure;
    return failure;
  }
}
