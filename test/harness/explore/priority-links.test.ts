import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PriorityLinks } from "../../../src/harness/explore/priority-links.ts";
import { LinkWeather } from "../../../src/faults/link-weather.ts";
import { Network } from "../../../src/faults/network.ts";
import { Decisions } from "../../../src/kernel/decisions.ts";
import { ms } from "../../../src/kernel/time.ts";
import type { Scheduler } from "../../../src/kernel/scheduler.ts";
import { LAN_LATENCY, Link } from "../../../src/redis/link.ts";

const sends = fc.array(
  fc.record({ node: fc.integer({ min: 0, max: 2 }), gap: fc.integer({ min: 0, max: 3_000_000 }) }), { maxLength: 80 },
);

/** Arrivals of what three nodes send, in the order of sending, with what each would have departed at. */
function arrivals(seed: number, depth: number, messages: readonly { readonly node: number; readonly gap: number }[]) {
  const decisions = new Decisions(seed, { enabled: "all" });
  const scheduler = { executed: 0, now: 0 };
  const links = new PriorityLinks(scheduler as unknown as Scheduler, decisions, { pct: depth, steps: 80 }, ms(500));
  const nodes = [0, 1, 2].map((node) => ({
    conditions: links.of(`n${node}`, new LinkWeather(`n${node}`, new Network(), decisions)),
    link: new Link(`n${node}`, LAN_LATENCY, decisions),
  }));
  return messages.map(({ node, gap }) => {
    scheduler.now += gap;
    scheduler.executed++;
    const { conditions, link } = nodes[node] as (typeof nodes)[number];
    const leaves = conditions.departure?.("request", scheduler.now) ?? NaN;
    return { node, sent: scheduler.now, leaves, arrives: link.arrival(leaves) };
  });
}

describe("priorities of links", () => {
  it("keep the order of each link, whatever they hold back", () => {
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), sends, (seed, depth, messages) => {
      const last = [0, 0, 0];
      for (const { node, arrives } of arrivals(seed, depth, messages)) {
        expect(arrives).toBeGreaterThanOrEqual(last[node] as number);
        last[node] = arrives;
      }
    }));
  });

  it("hold nothing back for longer than a fifth of a command's time-out, and send nothing before its time", () => {
    fc.assert(fc.property(fc.nat(), sends, (seed, messages) => {
      for (const { sent, leaves } of arrivals(seed, 3, messages)) {
        expect(leaves).toBeGreaterThanOrEqual(sent);
        expect(leaves - sent).toBeLessThanOrEqual(ms(100));
      }
    }));
  });

  it("hold nobody back who is alone, and at depth 1 always the same of two", () => {
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), (seed, rounds) => {
      const alone = arrivals(seed, 1, Array.from({ length: rounds }, () => ({ node: 0, gap: 10 })));
      expect(alone.every(({ sent, leaves }) => sent === leaves)).toBe(true);
      const both = arrivals(seed, 1, Array.from({ length: 2 * rounds }, (_, index) => ({ node: index % 2, gap: 10 })));
      expect(
        new Set(both.filter(({ sent, leaves }) => leaves > sent).map(({ node }) => node)).size,
      ).toBeLessThanOrEqual(1);
    }));
  });
});
