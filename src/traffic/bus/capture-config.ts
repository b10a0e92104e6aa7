/** The name in a recording's table of sources that stands for the streams of a Redis server. */
export const CAPTURE_SOURCE = "REDIS";

/** Which streams a capture takes: named ones, or those whose names match a pattern of Redis. */
export type StreamChoice = { readonly streams: readonly string[] } | { readonly pattern: string };

/** What a capture says about itself, as `config` of its source. */
export interface CaptureConfig {
  /** The server, without any secret. */
  readonly url: string;
  readonly choice: StreamChoice;
  /** Where streams were begun that were there at the start: `start`, `now` or an id. */
  readonly from: string;
  /** False when values that look like credentials were kept. */
  readonly redacted: boolean;
}

const LAYOUT = 1;

export const formatCaptureConfig = ({ url, choice, from, redacted }: CaptureConfig): string =>
  JSON.stringify({ capture: LAYOUT, url, ...choice, from, redacted });

/** Undefined when `text` is not what `formatCaptureConfig` makes. */
export function parseCaptureConfig(text: string): CaptureConfig | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { capture, url, streams, pattern, from, redacted } = value as Record<string, unknown>;
  if (capture !== LAYOUT || typeof url !== "string" || typeof from !== "string" || typeof redacted !== "boolean")
    return undefined;
  if (typeof pattern === "string" && streams === undefined) return { url, choice: { pattern }, from, redacted };
  if (!Array.isArray(streams) || pattern !== undefined || !streams.every((name) => typeof name === "string"))
    return undefined;
  return { url, choice: { streams }, from, redacted };
}
