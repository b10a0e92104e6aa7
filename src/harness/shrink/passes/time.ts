import { lastingOf, startOf } from "../../../faults/fault.ts";
import { ms, sec, type Instant } from "../../../kernel/time.ts";
import type { TimeCut } from "../../scenario/time-cut.ts";
import type { Candidate } from "../candidate.ts";
import { ladder, weakest } from "../ladder.ts";
import { minimalSubset } from "../minimal-subset.ts";
import type { Pass } from "./pass.ts";

/** A stretch without anything of so long a time may be cut, but for a little on both sides. */
const GAP = ms(100);
const MARGIN = ms(10);

/** The whole phase with faults, and then the stretches in which nothing is published and no fault begins or ends. */
export const shrinkTime: Pass = async (candidate, attempts, surveyor) => {
  const withDuration = (duration: number): Candidate => ({
    ...candidate,
    duration, cuts: cutsBefore(candidate.cuts, duration),
  });
  const durations = ladder(Math.min(candidate.duration, LONGEST), ms(10));
  const duration = await weakest(durations, (each) => attempts.fails(withDuration(each)));
  const shorter = duration === undefined ? candidate : withDuration(duration);
  const gaps = gapsOf(shorter, surveyor.publishedAt(shorter));
  if (gaps.length === 0) return shorter;
  const without = (kept: readonly TimeCut[]): Candidate => {
    const left = new Set(kept);
    return { ...shorter, cuts: joined([...shorter.cuts, ...gaps.filter((gap) => !left.has(gap))]) };
  };
  const kept = await minimalSubset(gaps, (some) => attempts.fails(without(some)));
  return kept.length === gaps.length ? shorter : without(kept);
};

const LONGEST = sec(36_000);

/** What of the cuts is before `end`: so that a shorter phase never gets longer by a cut that it loses. */
const cutsBefore = (cuts: readonly TimeCut[], end: Instant): readonly TimeCut[] =>
  cuts.flatMap(([from, to]): TimeCut[] => (from < end ? [[from, Math.min(to, end)]] : []));

/** What of the stretches between the moments that count is not cut yet. */
function gapsOf({ plan, duration, cuts }: Candidate, published: readonly Instant[]): readonly TimeCut[] {
  const faults = plan.faults.flatMap((fault) => [startOf(fault), startOf(fault) + lastingOf(fault)]);
  const moments = [0, ...published, ...faults, ...cuts.flat(), duration].filter((at) => at >= 0 && at <= duration)
    .sort((left, right) => left - right);
  return moments.slice(1).flatMap((to, index): TimeCut[] => {
    const from = moments[index] as number;
    const isCut = cuts.some(([start, end]) => start <= from && to <= end);
    return isCut || to - from < GAP ? [] : [[from + MARGIN, to - MARGIN]];
  });
}

const joined = (cuts: readonly TimeCut[]): readonly TimeCut[] => [...cuts].sort(([left], [right]) => left - right);
