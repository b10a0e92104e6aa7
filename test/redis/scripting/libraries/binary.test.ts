import { createHash } from "node:crypto";
import fc from "fast-check";
import { Unpackr } from "msgpackr";
import { expect, test } from "vitest";
import { sha1 } from "../../../../src/redis/scripting/sha1.ts";
import { LuaClient } from "../lua-client.ts";

const client = new LuaClient();
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString("latin1"));

test("sha1 is SHA-1", () => {
  fc.assert(fc.property(bytes, (message) => {
    expect(sha1(message)).toBe(createHash("sha1").update(message, "latin1").digest("hex"));
  }));
});

const packable = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 }, fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)), fc.maxSafeInteger(),
    fc.boolean(), fc.string({ unit: "binary-ascii", minLength: 1 }),
    fc.array(tie("value"), { minLength: 1, maxLength: 20 }),
    fc.dictionary(
      fc.string({ unit: "grapheme-ascii", minLength: 1 }).filter((name) => !/^\d+$|^__proto__$/.test(name)),
      tie("value"), { minKeys: 1, maxKeys: 20 },
    ),
  ),
})).value;

const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: "number" });

test.each([
  ["packs", "return cmsgpack.pack(cjson.decode(ARGV[1]))"],
  ["unpacks and packs again", "return cmsgpack.pack((cmsgpack.unpack(cmsgpack.pack(cjson.decode(ARGV[1])))))"],
])("what cmsgpack %s another library reads", (_what, script) => {
  fc.assert(fc.property(packable, (value) => {
    const packed = client.evaluate(script, JSON.stringify(value)) as string;
    expect(unpackr.unpack(Buffer.from(packed, "latin1"))).toEqual(JSON.parse(JSON.stringify(value)));
  }), { numRuns: 200 });
});

test("struct packs integers as a DataView writes them", () => {
  fc.assert(fc.property(fc.integer(), fc.boolean(), (value, isLittle) => {
    const view = new DataView(new ArrayBuffer(4));
    view.setInt32(0, value, isLittle);
    const packed = client.evaluate("return struct.pack(ARGV[2] .. 'i4', ARGV[1])", String(value), isLittle ? "<" : ">");
    expect(packed).toBe(Buffer.from(view.buffer).toString("latin1"));
    expect(
      client.run(
        "EVAL", "return (struct.unpack(ARGV[2] .. 'i4', struct.pack(ARGV[2] .. 'i4', ARGV[1])))", 0, value,
        isLittle ? "<" : ">",
      ),
    ).toBe(value);
  }));
});

test("bit works on 32 bits as JavaScript does", () => {
  fc.assert(fc.property(fc.integer(), fc.integer(), fc.nat(31), (a, b, by) => {
    const script =
      "local a, b, n = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]) " +
      "return {bit.band(a, b), bit.bor(a, b), bit.bxor(a, b), bit.bnot(a), bit.lshift(a, n), bit.rshift(a, n), bit.arshift(a, n)}";
    expect(client.evaluate(script, String(a), String(b), String(by)))
      .toEqual([a & b, a | b, a ^ b, ~a, a << by, (a >>> by) | 0, a >> by]);
  }));
});
