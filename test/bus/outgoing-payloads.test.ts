import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG, type WireConfig } from "../../src/bus/config/config.ts";
import { OutgoingPayloads } from "../../src/bus/outgoing-payloads.ts";
import { Priority } from "../../src/bus/priority.ts";
import { EntryReader } from "../../src/bus/wire/entry-reader.ts";
import { PayloadCodec } from "../../src/bus/wire/payload-codec.ts";
import { bus } from "../support/bus-rig.ts";

const wire = (changes: Partial<WireConfig>): WireConfig => ({ ...DEFAULT_CONFIG.wire, ...changes });
const reader = new PayloadCodec({ encoding: "json" });
/** What both codecs hold: MessagePack would tell -0 from 0, and renames a key `__proto__`. */
const values = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value))
  .filter((text) => !text.includes('"__proto__":')).map((text) => JSON.parse(text) as unknown);

describe("payloads", () => {
  test("are compressed exactly when they are above the limit and become smaller, and read back as they were", () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 400 }), fc.nat(3_000).map((length) => new Uint8Array(length).fill(7)),
    );
    fc.assert(
      fc.property(
        payload, fc.oneof(fc.nat(2_000), fc.constant("its length")), fc.integer({ min: 1, max: 9 }),
        (bytes, limit, compressionLevel) => {
          const compressAbove = typeof limit === "number" ? limit : bytes.length;
          const payloads = new OutgoingPayloads(wire({ compress: true, compressAbove, compressionLevel }));
          const publication = {
            topic: "t", type: "T", payload: bytes, priority: Priority.LOW, key: "k", encoding: "mine",
          };
          const { payload: sent, encoding } = payloads.prepared(publication);
          if (encoding === "mine") expect(sent).toBe(bytes);
          else {
            expect([encoding, bytes.length > compressAbove, sent.length < bytes.length]).toEqual([
              "mine+deflate", true, true,
            ]);
            expect(payloads.prepared({ ...publication, payload: sent, encoding: encoding! }).payload).toBe(sent);
          }
          // Seven hundred times the same byte: nothing else would do.
          if (bytes.length > Math.max(compressAbove, 100) && new Set(bytes).size === 1)
            expect(encoding).toBe("mine+deflate");
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ["msgpack", false], ["json", false], ["msgpack", true], ["json", true],
  ] as const)("of values go as %s, compressed: %s, and read back equal", (encoding, compress) => {
    fc.assert(
      fc.property(values, (value) => {
        const payloads = new OutgoingPayloads(wire({ encoding, compress, compressAbove: 20 }));
        const sent = payloads.prepared({ topic: "t", type: "T", priority: 0, key: "k", ...payloads.encode(value) });
        expect(sent.encoding?.startsWith(encoding)).toBe(true);
        expect(reader.decode(sent.payload, sent.encoding!)).toEqual(value);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the configuration's wire drives the client", () => {
  test.each(["nautilus-v1", "nautilus-rust", "enhanced", "packed"] as const)(
    "layout %s, encoding and compression included: a reader gets what was published",
    async (layout) => {
      const compress = !layout.startsWith("nautilus");
      const { client, run, writes } = bus({
        wire: wire({ layout, encoding: "json", timestamps: "integer", compress, compressAbove: 50 }),
      });
      const value = { ts_event: 1_767_571_200_000_000_001n, text: "x".repeat(500) };
      await run(
        1, () => void client.publishValue({ topic: "data.t", type: "T", value, priority: Priority.CRITICAL, key: "k" }),
      );
      const [message] = new EntryReader("s").read({ ms: 1, seq: 0, fields: writes[0]!.entries[0]! });
      expect([message!.topic, message!.encoding]).toEqual(["data.t", compress ? "json+deflate" : "json"]);
      expect(reader.decode(message!.payload, message!.encoding)).toEqual(value);
      expect(message!.foreign).toBe(layout.startsWith("nautilus"));
    },
  );

  test("a value that the codec has no form for throws, and nothing is accepted", () => {
    const { client, counts } = bus({ wire: wire({ encoding: "json" }) });
    expect(() => client.publishValue({ topic: "t", type: "T", value: { price: 1n }, priority: 0, key: "k" })).toThrow(
      TypeError,
    );
    expect([client.held, counts.accepted]).toEqual([0, 0]);
  });
});
