import type { Fence, Fields } from "../../bus/store.ts";
import { bytesOfText, type Bytes } from "../server/bytes.ts";
import { ReplyError, type Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import { fieldsAsBytes } from "../streams/entry.ts";
import type { ShippedScript } from "../scripting/native-script.ts";
import { fencedAppend } from "../scripting/shipped/fenced-append.ts";
import { takeEpoch } from "../scripting/shipped/take-epoch.ts";
import { asked } from "./asked.ts";
import { producersKey } from "./script-append.ts";
import { storedFields } from "./text-fields.ts";

/** A call of a script as its client makes it: by digest, and in full when the server does not know it. */
type ScriptCall = (server: RedisServer, session: Session, nowUs: number) => Reply;

export function fencedCall(
  stream: string, entries: readonly Fields[], { producer, epoch, sequence }: Fence,
): ScriptCall {
  const words = entries.flatMap((fields) => [String(fields.length), ...fieldsAsBytes(storedFields(fields))]);
  return scriptCall(
    fencedAppend, [stream, producersKey(stream)], [bytesOfText(producer), String(epoch), String(sequence), ...words],
  );
}

export const epochCall = (stream: string, producer: string): ScriptCall =>
  scriptCall(takeEpoch, [producersKey(stream)], [bytesOfText(producer)]);

function scriptCall({ digest, source }: ShippedScript, keys: readonly string[], args: readonly Bytes[]): ScriptCall {
  const rest = [String(keys.length), ...keys.map(bytesOfText), ...args];
  return (server, session, nowUs) => {
    const reply = asked(server, session, nowUs, ["EVALSHA", digest, ...rest]);
    if (!(reply instanceof ReplyError) || !reply.message.startsWith("NOSCRIPT")) return reply;
    return asked(server, session, nowUs, ["EVAL", source, ...rest]);
  };
}
