import fc from "fast-check";
import { comparesWithRealServers, key, perhaps, several, words } from "../lists/real-comparison.ts";

const text = fc.constantFrom(
  "", "a", "abc", "hello world", "0", "1", "-1", "12", "007", "+5", " 3", "3 ", "-0", "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775808", "3.5", "1e5", "-1.25e-3", "inf", "nan", "0x1F", "x".repeat(44), "y".repeat(45), "\x00\x01\x7f",
);
const integer = fc.constantFrom(
  "0", "1", "2", "-1", "-2", "5", "7", "8", "15", "-9", "100", "-100", "x", "", "1.5", "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775808",
);
const time = fc.constantFrom("100000", "5000000000", "99999999999999999", "0", "-1", "x", "9223372036854775807", "");
const option = fc.constantFrom("NX", "xx", "GET", "keepttl", "PERSIST", "WHAT");
const unit = fc.constantFrom("EX", "px", "EXAT", "PXAT");
const far = fc.constantFrom("9999999999", "5000000000", "99999999999");

comparesWithRealServers("strings", fc.oneof(
  words("SET", key, text),
  words("SET", key, text, perhaps(option), perhaps(unit, time), perhaps(option), perhaps(unit)),
  words("SET", key, text, perhaps(option), fc.constantFrom("EXAT", "exat"), far, perhaps(option)),
  words(fc.constantFrom("GET", "STRLEN", "GETDEL", "TYPE", "PERSIST", "INCR", "DECR"), key),
  words(fc.constantFrom("SETNX", "GETSET", "APPEND"), key, text),
  words(fc.constantFrom("SETEX", "PSETEX"), key, time, text),
  words("GETEX", key, perhaps(unit, time), perhaps(option)),
  words("GETEX", key, "EXAT", far),
  words("MGET", several(key, 4)),
  words(fc.constantFrom("MSET", "MSETNX"), several(fc.oneof(key, text), 5)),
  words("MSET", key, text, key, text),
  words("MSETNX", key, text, key, text),
  words(fc.constantFrom("GETRANGE", "SUBSTR"), key, integer, integer),
  words("SETRANGE", key, fc.constantFrom("0", "1", "5", "60", "-1", "x", "536870912", "9223372036854775807"), text),
  words(fc.constantFrom("INCRBY", "DECRBY"), key, integer),
  words("INCRBYFLOAT", key, text),
  words("LPUSH", key, "element"),
  words("DEL", key),
  words("OBJECT", fc.constantFrom("ENCODING", "REFCOUNT"), key),
  words("LCS", key, key, perhaps("IDX"), perhaps("LEN"), perhaps("MINMATCHLEN", integer), perhaps("WITHMATCHLEN")),
));

const offset = fc.constantFrom(
  "0", "1", "7", "8", "13", "63", "100", "#0", "#1", "#3", "-1", "x", "4294967295000", "#9223372036854775807",
);
const fieldType = fc.constantFrom(
  "u8", "i8", "u1", "i1", "u63", "i64", "i5", "u12", "u64", "i65", "u0", "x8", "i", "U8",
);
const value = fc.constantFrom(
  "0", "1", "-1", "5", "127", "128", "255", "256", "-129", "9223372036854775807", "-9223372036854775808", "x",
);

const validType = fc.constantFrom("u8", "i8", "i64", "u63", "i5");
const fieldPart = fc.oneof(
  fc.tuple(fc.constantFrom("GET", "get"), fieldType, offset),
  fc.tuple(fc.constantFrom("SET", "INCRBY"), fieldType, offset, value),
  fc.tuple(fc.constantFrom("SET", "INCRBY"), validType, fc.constantFrom("0", "#1", "13", "60"), value),
  fc.tuple(fc.constant("OVERFLOW"), fc.constantFrom("WRAP", "sat", "FAIL", "NEVER")),
);
const fieldParts = fc.array(fieldPart, { maxLength: 4 }).map((parts) => parts.flat());

comparesWithRealServers("bits of strings", fc.oneof(
  words("SET", key, fc.oneof(text, fc.constantFrom("\x7f\x7f", "\x00\x00\x10", "foobar"))),
  words("SETBIT", key, offset, fc.constantFrom("0", "1", "1", "2", "x", "01")),
  words("SETBIT", key, fc.nat(70).map(String), fc.constantFrom("0", "1")),
  words("GETBIT", key, offset),
  words("BITCOUNT", key),
  words("BITCOUNT", key, integer, perhaps(integer), perhaps(fc.constantFrom("BYTE", "bit", "BITS"))),
  words("BITCOUNT", key, integer, integer, fc.constantFrom("BYTE", "bit", "BITS")),
  words("BITPOS", key, fc.constantFrom("0", "1", "1", "2", "x"), perhaps(integer), perhaps(integer)),
  words("BITPOS", key, fc.constantFrom("0", "1"), integer, integer, fc.constantFrom("BYTE", "bit", "BITS")),
  words("BITOP", fc.constantFrom("AND", "or", "XOR", "NOT", "NAND"), key, several(key, 3)),
  words("BITFIELD", key, fieldParts),
  words("BITFIELD_RO", key, fieldParts),
  words(fc.constantFrom("GET", "STRLEN", "DEL", "LPUSH"), key),
  words("OBJECT", "ENCODING", key),
  words("SADD", key, "member"),
  words("APPEND", key, text),
  words("SETRANGE", key, fc.constantFrom("0", "1", "5", "9"), text),
));
