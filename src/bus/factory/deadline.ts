import type { Clock } from "../../kernel/clock.ts";
import { formatDuration, type Duration } from "../../kernel/time.ts";
import { StoreError } from "../store.ts";

/**
 * What `work` comes to. @throws {StoreError} `unknown` - when that takes longer than `limit`. `site` names the place in
 * reports.
 */
export function withDeadline<T>(clock: Clock, limit: Duration, site: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(limit, site, () => {
      reject(new StoreError("unknown", `no answer in ${formatDuration(limit)}`));
      // A timer settles nothing that a scheduler knows of. The sleep does, so that whoever waits goes on at this
      // instant.
      void clock.sleep(0, site);
    });
    work.finally(() => timer.cancel()).then(resolve, reject);
  });
}
