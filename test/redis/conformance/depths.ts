import { LiveDepth, mockDepth, wireDepth } from "./client-depths.ts";
import type { Depth } from "./depth.ts";
import { ModelDepth } from "./model-depth.ts";
import { TcpDepth } from "./tcp-depth.ts";

/** The ways to the model that need nothing installed. */
export const MODEL_DEPTHS = ["model", "tcp", "mock", "wire"] as const;

export async function depthNamed(name: string, compat: Depth["compat"], binary: string): Promise<Depth> {
  switch (name) {
    case "model": return new ModelDepth(compat);
    case "tcp": return new TcpDepth(compat);
    case "mock": return mockDepth(compat);
    case "wire": return wireDepth(compat);
    case "live": return LiveDepth.start(binary, compat);
    default: throw new Error(`no depth is called ${name}`);
  }
}
