import type { CpuReading } from "./cpu.ts";
import { mode, SLACK } from "./mode.ts";

/** A requirement and what was measured. */
export interface Judgement {
  readonly requirement: string;
  readonly measured: string;
  readonly met: boolean;
  /** Not met even with the slack that the mode allows: fails the run. */
  readonly failed: boolean;
}

/**
 * What must hold between two contenders of one heat: `subject` does at least `atLeast` times as many operations a
 * second as `rival`. "Within 1.5 times of" is `atLeast: 1 / 1.5`.
 */
export interface SpeedRequirement {
  readonly heat: string;
  readonly subject: string;
  readonly rival: string;
  readonly atLeast: number;
  /**
   * What `short` holds the line at while the requirement is not met yet, so that getting worse still fails. The table
   * says "NO" all the same, and `full` fails.
   */
  readonly floor?: number;
  /**
   * Which time counts. Default: that of the working thread. `wall` for a rival that leaves work to other threads and
   * waits for them: its own thread alone says nothing of its rate.
   */
  readonly clock?: keyof CpuReading;
}

/** @param ratio - speed of the subject ÷ speed of the rival. */
export function judgeSpeed(
  { heat, subject, rival, atLeast, floor, clock }: SpeedRequirement, ratio: number,
): Judgement {
  const most = formatRatio(1 / atLeast);
  const bound = atLeast >= 1 ? `at least ${formatRatio(atLeast)} as fast as` : `at most ${most} slower than`;
  return {
    requirement: `${heat}: ${subject} is ${bound} ${rival}${clock === "wall" ? ", by the clock" : ""}`,
    measured: ratio >= 1 || atLeast >= 1 ? formatRatio(ratio) : `${formatRatio(1 / ratio)} slower`,
    met: ratio >= atLeast,
    failed: ratio < (mode === "short" && floor !== undefined ? floor : atLeast / SLACK),
  };
}

/** A bare rate says as much of the machine as of the code, so `short` allows it the double slack of a ratio. */
export function judgeRate(heat: string, subject: string, atLeast: number, perSecond: number): Judgement {
  return {
    requirement: `${heat}: ${subject} does at least ${atLeast.toLocaleString("en-US")} a second`,
    measured: Math.round(perSecond).toLocaleString("en-US"),
    met: perSecond >= atLeast,
    failed: perSecond < atLeast / (SLACK * SLACK),
  };
}

/** For what must stay small: a difference in time, memory. */
export function judgeLimit(requirement: string, value: number, limit: number, unit: string): Judgement {
  return { requirement, measured: `${value.toFixed(1)} ${unit}`, met: value <= limit, failed: value > limit * SLACK };
}

/** Three significant digits, no exponent: `0.42x`, `13.4x`, `243x`. */
export function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio)) return "-";
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)}x`;
}
