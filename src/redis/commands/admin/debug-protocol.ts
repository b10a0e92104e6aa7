import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import {
  BooleanReply, DoubleReply, MapReply, PushReply, ReplyError, SetReply, VerbatimReply, type Reply,
} from "../../server/reply.ts";

const THREE = [0, 1, 2];

/** DEBUG PROTOCOL: a reply of the type asked for, for tests of clients. */
export function debugProtocol({ session }: CommandContext, args: readonly Bytes[]): Reply {
  switch ((args[2] as Bytes).toLowerCase()) {
    case "string": return "Hello World";
    case "integer": return 12_345;
    case "double": return new DoubleReply(3.141);
    case "bignum": return "1234567999999999999999999999999999999";
    case "null": return null;
    case "array": return THREE;
    case "set": return new SetReply(THREE);
    case "map":
      return new MapReply([0, new BooleanReply(false), 1, new BooleanReply(true), 2, new BooleanReply(false)]);
    case "attrib": return "Some real reply following the attribute";
    case "push":
      return session.protocol === 2
        ? new ReplyError("ERR RESP2 is not supported by this command")
        : new PushReply(["server-cpu-usage", 42]);
    case "verbatim": return new VerbatimReply("txt", "This is a verbatim\nstring");
    case "true": return new BooleanReply(true);
    case "false": return new BooleanReply(false);
    default:
      return new ReplyError(
        "ERR Wrong protocol type name. Please use one of the following: string|integer|double|bignum|" +
          "null|array|set|map|attrib|push|verbatim|true|false",
      );
  }
}
