// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- only its methods, none of its connections
import { Pipeline, Redis } from "ioredis";

/** What ioredis builds on `sendCommand` and does not put among its commands. */
const BUILT_ON_COMMANDS = [
  "pipeline", "multi", "exec", "scanStream", "scanBufferStream", "sscanStream", "sscanBufferStream", "hscanStream",
  "hscanBufferStream", "zscanStream", "zscanBufferStream", "createScanStream",
];

const NOT_TAKEN: ReadonlySet<string> = new Set(["constructor", "sendCommand", "quit", "quitBuffer"]);

type Method = (this: Caller, ...args: unknown[]) => unknown;

/** A client that can execute the usual call without a Command: its promise, or undefined when it needs one. */
export interface Caller {
  [EXECUTE_PLAINLY](name: string, as: "text" | "buffers", args: readonly unknown[]): Promise<unknown> | undefined;
}

export const EXECUTE_PLAINLY = Symbol("execute plainly");

/**
 * Every command of ioredis with its Buffer variant, `call`, `defineCommand`, pipelines and transactions: its own code,
 * which asks for nothing but `sendCommand`. So arguments, prefixes, callbacks and results are those of the real client.
 * Calls that need none of this take a shorter way.
 */
export function clientMethods(): PropertyDescriptorMap {
  const commander = Object.getPrototypeOf(Pipeline.prototype) as { getBuiltinCommands(): string[] };
  const methods: PropertyDescriptorMap = {};
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(commander)))
    methods[name] = descriptor;
  for (const name of BUILT_ON_COMMANDS) {
    const descriptor = Object.getOwnPropertyDescriptor(Redis.prototype, name);
    if (descriptor === undefined) throw new Error(`this release of ioredis has no method ${name}`);
    methods[name] = descriptor;
  }
  for (const command of commander.getBuiltinCommands()) {
    if (BUILT_ON_COMMANDS.includes(command)) continue;
    for (const [name, as] of [[command, "text"], [`${command}Buffer`, "buffers"]] as const) {
      methods[name] = {
        value: plainMethod(command, as, methods[name]?.value as Method), configurable: true, writable: true,
      };
    }
  }
  for (const name of NOT_TAKEN) delete methods[name];
  return methods;
}

const plainMethod = (name: string, as: "text" | "buffers", whole: Method): Method =>
  function (...args) {
    return this[EXECUTE_PLAINLY](name, as, args) ?? whole.apply(this, args);
  };
