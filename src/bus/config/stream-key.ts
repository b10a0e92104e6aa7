import { WavetankError } from "../../kernel/error.ts";
import type { MessageBusConfig } from "./message-bus-config.ts";

/** Who writes: both may stand in a stream's key. */
export interface BusIdentity {
  readonly traderId: string;
  /** A UUID in NautilusTrader. Needed when the configuration says `useInstanceId`. */
  readonly instanceId?: string;
}

type KeyFields = Pick<
  MessageBusConfig,
  "useTraderPrefix" | "useTraderId" | "useInstanceId" | "streamsPrefix" | "streamPerTopic"
>;

/**
 * The key of the stream that `topic` is written to, as NautilusTrader makes it:
 * `trader-TRADER-001:stream:data.quotes.BINANCE.BTCUSDT` by default. The prefix ends with a hyphen, not with a colon.
 *
 * @throws {WavetankError} E_IDENTITY - the instance's id is asked for and not given.
 */
export function streamKey(config: KeyFields, identity: BusIdentity, topic: string): string {
  const key = baseStreamKey(config, identity);
  return config.streamPerTopic ? `${key}:${topic}` : key;
}

/**
 * The key without the topic: that of the one stream, or what the keys of all topics begin with. @throws as streamKey
 */
export function baseStreamKey(config: KeyFields, identity: BusIdentity): string {
  const prefix = config.useTraderPrefix ? "trader-" : "";
  const trader = config.useTraderId ? `${identity.traderId}:` : "";
  const instance = config.useInstanceId ? `${instanceOf(identity)}:` : "";
  return `${prefix}${trader}${instance}${config.streamsPrefix}`;
}

function instanceOf({ instanceId }: BusIdentity): string {
  if (instanceId !== undefined) return instanceId;
  throw new WavetankError("E_IDENTITY", "useInstanceId is set, but there is no instance id", {
    expected: "an identity with instanceId", hint: "give the instance's id, or set useInstanceId to false",
  });
}
