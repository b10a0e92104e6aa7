import { StoreError } from "../../bus/store.ts";
import type { Bytes } from "../server/bytes.ts";
import { ReplyError, type Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import { refusalOf } from "./store-failure.ts";

/** Stands for the reply of a server whose clients are paused: it says nothing. */
export const PAUSED = new ReplyError("PAUSED clients are paused");

/** What a server's error means to the bus. In a pause a client waits, or gives up and asks again, as the bus does. */
export const storeErrorOf = (error: ReplyError): StoreError =>
  error === PAUSED ? new StoreError("unknown", "clients are paused") : refusalOf(error.message);

/** Runs a command that answers at once, or gives it up: it is not executed later for somebody who has gone on. */
export function asked(server: RedisServer, session: Session, nowUs: number, words: readonly Bytes[]): Reply {
  const reply = server.apply(session, words, nowUs);
  if (reply !== undefined) return reply;
  server.withdraw(session);
  return PAUSED;
}
