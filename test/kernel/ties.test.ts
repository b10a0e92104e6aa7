import fc from "fast-check";
import { expect, test } from "vitest";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { Sites } from "../../src/kernel/site.ts";

const drain = { name: "none", synchronous: true, drain: () => {} } as const;

test("events of one instant run by rank, and in the order of their scheduling where ranks are equal", async () => {
  const events = fc.array(fc.record({ at: fc.nat({ max: 3 }), site: fc.nat({ max: 4 }) }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(events, fc.array(fc.nat({ max: 1_023 }), { minLength: 5, maxLength: 5 }), async (all, ranks) => {
      const sites = new Sites();
      for (let site = 0; site < 5; site++) sites.id(`s${site}`);
      const scheduler = new Scheduler({ sites, drain, ties: (site) => ranks[site] ?? 0 });
      const ran: number[] = [];
      all.forEach(({ at, site }, index) => scheduler.at(at, site, () => void ran.push(index)));
      await scheduler.runUntil();
      const expected = all
        .map((event, index) => ({ ...event, index }))
        .sort((a, b) => a.at - b.at || (ranks[a.site] ?? 0) - (ranks[b.site] ?? 0) || a.index - b.index);
      expect(ran).toEqual(expected.map(({ index }) => index));
    }),
  );
});
