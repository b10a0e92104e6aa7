import type { Bytes } from "../../server/bytes.ts";
import { Unacceptable, type Parameter } from "../../server/config.ts";
import { parseMemory, parseYesNo } from "./parameter-kinds.ts";

type Parse = NonNullable<Parameter["parse"]>;

/** `900 1 300 10`: seconds and changes, in pairs. */
export const parseSavePoints: Parse = (text) => {
  const words = text.split(" ").filter((word) => word !== "");
  const valid =
    words.length % 2 === 0 && words.every((word, at) => /^\d+$/.test(word) && (at % 2 === 1 || Number(word) > 0));
  return valid ? words.join(" ") : new Unacceptable("Invalid save parameters");
};

const CLASSES: ReadonlyMap<string, string> = new Map([
  ["normal", "normal"], ["slave", "slave"], ["replica", "slave"], ["pubsub", "pubsub"],
]);

/** `normal 0 0 0 …`: classes that are not given keep their limits. */
export const parseOutputLimits: Parse = (text, _compat, present) => {
  const words = text.split(" ").filter((word) => word !== "");
  if (words.length === 0 || words.length % 4 !== 0) {
    return new Unacceptable("Wrong number of arguments in buffer limit configuration.");
  }
  const limits = new Map<string, string>();
  const held = present.split(" ");
  for (let at = 0; at < held.length; at += 4) limits.set(held[at] as string, held.slice(at, at + 4).join(" "));
  for (let at = 0; at < words.length; at += 4) {
    const name = CLASSES.get((words[at] as string).toLowerCase());
    if (name === undefined) return new Unacceptable("Invalid client class specified in buffer limit configuration.");
    const [hard, soft] = [parseMemory(words[at + 1] as string), parseMemory(words[at + 2] as string)];
    const seconds = words[at + 3] as string;
    if (hard === undefined || soft === undefined || !/^\d+$/.test(seconds)) {
      return new Unacceptable("Error in hard, soft or soft_seconds setting in buffer limit configuration.");
    }
    limits.set(name, `${name} ${hard} ${soft} ${Number(seconds)}`);
  }
  return [...limits.values()].join(" ");
};

const ALL_CLASSES = "g$lshzxetd";

/** Event classes in a server's order, `A` for all of them but m and n. */
export const parseEventClasses: Parse = (text: Bytes) => {
  if (/[^AKEg$lshzxetdmn]/.test(text)) {
    return new Unacceptable("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
  }
  const has = (letter: string): boolean =>
    text.includes(letter) || (ALL_CLASSES.includes(letter) && text.includes("A"));
  const all = [...ALL_CLASSES].every(has);
  const chosen = [..."g$lshzxetdn"].filter(has).join("");
  return (all ? "A" : chosen) + [..."KEm"].filter(has).join("");
};

/** `50 99 99.9`. */
export const parsePercentiles: Parse = (text) => {
  const words = text.split(" ").filter((word) => word !== "");
  if (words.some((word) => !/^\d+(\.\d+)?$/.test(word))) {
    return new Unacceptable("Invalid latency-tracking-info-percentiles parameters");
  }
  if (words.some((word) => Number(word) > 100)) {
    return new Unacceptable("latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
  }
  return words.map((word) => String(Number(word))).join(" ");
};

/** `0 200 800`: for the master, replicas and children. */
export const parseOomScores: Parse = (text) => {
  const words = text.split(" ").filter((word) => word !== "");
  if (words.length !== 3) return new Unacceptable("wrong number of arguments");
  const valid = words.every((word) => /^-?\d+$/.test(word) && Math.abs(Number(word)) <= 2_000);
  return valid
    ? words.join(" ")
    : new Unacceptable("Invalid oom-score-adj-values, elements must be between -2000 and 2000");
};

/** No server that a model stands for can do it. */
export const parseDefragmentation: Parse = (text, compat, present) => {
  const word = parseYesNo(text, compat, present);
  if (word !== "yes") return word;
  const [server, source] = compat === "8.0" ? ["a server", "the source"] : ["a Redis server", "the Redis source"];
  return new Unacceptable(
    `Active defragmentation cannot be enabled: it requires ${server} compiled with a modified Jemalloc like ` +
      `the one shipped by default with ${source} distribution`,
  );
};
