import { Persistence } from "../../persistence/persistence.ts";
import type { Run } from "../../server/command.ts";
import { OK, ReplyError, Status, syntaxError } from "../../server/reply.ts";

const saveInProgress = (): ReplyError => new ReplyError("ERR Background save already in progress");

/** SAVE. */
export const save: Run = ({ server }) => {
  const persistence = server.part(Persistence);
  if (persistence.saving) throw saveInProgress();
  persistence.save();
  return OK;
};

/** BGSAVE [SCHEDULE]. */
export const bgsave: Run = ({ server }, args) => {
  const schedules = args.length === 2 && args[1]?.toLowerCase() === "schedule";
  if (args.length > 1 && !schedules) throw syntaxError();
  const persistence = server.part(Persistence);
  if (persistence.saving) throw saveInProgress();
  if (persistence.rewriting) {
    if (!schedules) {
      throw new ReplyError(
        "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to schedule a BGSAVE whenever possible.",
      );
    }
    persistence.schedule("save");
    return new Status("Background saving scheduled");
  }
  persistence.saveInBackground();
  return new Status("Background saving started");
};

/** BGREWRITEAOF. */
export const bgrewriteaof: Run = ({ server }) => {
  const persistence = server.part(Persistence);
  if (persistence.rewriting) throw new ReplyError("ERR Background append only file rewriting already in progress");
  if (persistence.saving) {
    persistence.schedule("rewrite");
    return new Status("Background append only file rewriting scheduled");
  }
  persistence.rewriteLog();
  return new Status("Background append only file rewriting started");
};

/** LASTSAVE. */
export const lastsave: Run = ({ server }) => Math.floor(server.part(Persistence).lastSaveMs / 1_000);
