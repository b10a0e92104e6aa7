import type { LeakLog } from "./leak-log.ts";
import type { Trap } from "./trap.ts";

/** A date alone, which the language reads as UTC, or a date and time that says its own offset. */
const ABSOLUTE_TIME = /^[+-]?\d{4,6}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/;

/**
 * The ways from `Date` and `Intl` to the present and to the machine's time zone. `new Date(ms)`, `Date.UTC` and the
 * parsing of text that states its offset are arithmetic, and stay allowed.
 */
export const dateTraps: readonly Trap[] = [
  {
    route: "Date", holder: globalThis, key: "Date",
    standIn: (original, log) => ({ ...original, value: guardedDate(log) }),
  },
  {
    route: "Date", holder: Date.prototype, key: "constructor",
    standIn: (original, log) => ({ ...original, value: guardedDate(log) }),
  },
  {
    route: "Date.parse", holder: Date, key: "parse",
    standIn: (original, log) => ({ ...original, value: guardedParse(log) }),
  },
  {
    route: "Intl.DateTimeFormat.format", holder: Intl.DateTimeFormat.prototype, key: "format",
    standIn: (original, log) => ({ ...original, get: guardedFormat(original, log) }),
  },
  {
    route: "Intl.DateTimeFormat.formatToParts", holder: Intl.DateTimeFormat.prototype, key: "formatToParts",
    standIn: (original, log) => ({ ...original, value: guardedFormatToParts(log) }),
  },
];

const RealDate = Date;
const parse = Date.parse.bind(Date);
// eslint-disable-next-line @typescript-eslint/unbound-method -- always applied to the formatter it was called on
const formatToParts = Intl.DateTimeFormat.prototype.formatToParts;

function guardedDate(log: LeakLog): DateConstructor {
  const traps: ProxyHandler<DateConstructor> = {
    apply: function apply(target) {
      log.trip("Date()", apply);
      return target();
    },
    construct: function construct(target, args: unknown[], newTarget) {
      const [first] = args;
      if (args.length === 0) log.trip("new Date()", construct);
      if (args.length > 1) log.trip("new Date(local time)", construct);
      if (typeof first === "string" && !ABSOLUTE_TIME.test(first)) log.trip("new Date(local time)", construct);
      return Reflect.construct(target, args, newTarget) as Date;
    },
  };
  return new Proxy(RealDate, traps);
}

function guardedParse(log: LeakLog): typeof Date.parse {
  return function guarded(text) {
    if (!ABSOLUTE_TIME.test(text)) log.trip("Date.parse(local time)", guarded);
    return parse(text);
  };
}

function guardedFormat(original: PropertyDescriptor, log: LeakLog) {
  return function (this: Intl.DateTimeFormat): Intl.DateTimeFormat["format"] {
    const format = original.get?.call(this) as Intl.DateTimeFormat["format"];
    return function guarded(date) {
      if (date === undefined) log.trip("Intl.DateTimeFormat.format()", guarded);
      return format(date);
    };
  };
}

function guardedFormatToParts(log: LeakLog): typeof formatToParts {
  return function guarded(this: Intl.DateTimeFormat, date) {
    if (date === undefined) log.trip("Intl.DateTimeFormat.formatToParts()", guarded);
    return formatToParts.call(this, date);
  };
}
