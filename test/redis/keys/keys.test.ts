import { describe, expect, test } from "vitest";
import { DirectServer } from "../server/direct-client.ts";

describe("keys of the model", () => {
  test("are all returned by a scan to its end, hashes in tables too", () => {
    const client = new DirectServer().client();
    const names = Array.from({ length: 2_000 }, (_, i) => `k${i}`);
    for (const name of names) {
      client.run("SET", name, "v");
      client.run("HSET", "h", name, "v");
    }
    const scanned = (...command: readonly string[]): string[] => {
      const found: string[] = [];
      let cursor = "0";
      do {
        const [next, keys] = client.run(...command, cursor) as [string, string[]];
        found.push(...keys);
        cursor = next;
      } while (cursor !== "0");
      return found.sort();
    };
    expect(scanned("SCAN")).toEqual([...names, "h"].sort());
    expect(scanned("HSCAN", "h").filter((text) => text !== "v")).toEqual([...names].sort());
  });

  test("are idle since the last command that reads or writes them", () => {
    const direct = new DirectServer();
    const client = direct.client();
    client.run("SET", "k", "v");
    direct.sleep(5_000);
    for (const looking of ["EXISTS", "TYPE", "TTL"]) client.run(looking, "k");
    expect(client.run("OBJECT", "IDLETIME", "k")).toBe(5);
    client.run("TOUCH", "k");
    expect(client.run("OBJECT", "IDLETIME", "k")).toBe(0);
  });

  test("are there until the millisecond of their expiry has passed", () => {
    const direct = new DirectServer();
    const client = direct.client();
    client.run("SET", "k", "v", "PX", 100);
    direct.sleep(100);
    expect([client.run("GET", "k"), client.run("PTTL", "k")]).toEqual(["v", 0]);
    direct.sleep(1);
    expect(client.run("GET", "k")).toBeNull();
  });

  test("are picked at random from those that are there", () => {
    const client = new DirectServer().client();
    for (let i = 0; i < 5; i++) client.run("SET", `k${i}`, "v");
    const picked = new Set(Array.from({ length: 200 }, () => client.run("RANDOMKEY")));
    expect(picked).toEqual(new Set(["k0", "k1", "k2", "k3", "k4"]));
    client.run("DEL", "k0", "k1", "k2", "k3");
    expect(client.run("RANDOMKEY")).toBe("k4");
  });

  test("whose texts are too long to compare are refused to LCS", () => {
    const client = new DirectServer().client();
    client.run("SET", "a", "x".repeat(100_000));
    expect(() => client.run("LCS", "a", "a", "LEN")).not.toThrow();
    expect(String((client.run("LCS", "a", "a", "LEN") as Error).message)).toMatch(/Insufficient memory/);
  });
});
