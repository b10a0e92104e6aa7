import { describe, expect, test } from "vitest";
import { infoText } from "../../../src/redis/info/info.ts";
import { ReplyError, type Status } from "../../../src/redis/server/reply.ts";
import { Service } from "../../../src/redis/wire/service.ts";
import { DirectServer } from "../server/direct-client.ts";

const field = (direct: DirectServer, name: string): number =>
  Number(new RegExp(`^${name}:(.*)\r$`, "m").exec(infoText(direct.server, []))?.[1]);

describe("DEBUG", () => {
  test("HELP names the subcommands that do something", () => {
    const direct = new DirectServer();
    const lines = (direct.client().run("DEBUG", "HELP") as Status[]).map(({ text }) => text);
    expect(lines).toContain("SLEEP <seconds>");
    expect(lines).toContain("LOADAOF");
  });

  test("JMAP, which no server has, is refused as a server refuses it, and the data stay", () => {
    const client = new DirectServer("7.0").client();
    client.run("SET", "k", "v");
    const reply = client.run("DEBUG", "JMAP");
    expect(reply instanceof ReplyError && reply.message)
      .toBe("ERR unknown subcommand or wrong number of arguments for 'JMAP'. Try DEBUG HELP.");
    expect(client.run("GET", "k")).toBe("v");
  });
});

describe("INFO counts", () => {
  test("the snapshots that were written", () => {
    const direct = new DirectServer();
    const client = direct.client();
    expect(field(direct, "rdb_saves")).toBe(0);
    client.run("SAVE");
    client.run("BGSAVE");
    expect(field(direct, "rdb_saves")).toBe(2);
  });

  test("the bytes of commands and replies, until CONFIG RESETSTAT", () => {
    const direct = new DirectServer();
    const timing = { nowUs: () => direct.nowMs * 1_000, after: () => () => {} };
    const service = new Service({ server: direct.server, timing });
    const transport = {
      peer: "p", local: "l", unsent: 0, send: () => false, end() {}, reset() {}, pause() {}, resume() {},
    };
    const connection = service.open(transport, service.welcome().number);
    service.receive(connection, Buffer.from("PING\r\nPING\r\n"));
    expect([field(direct, "total_net_input_bytes"), field(direct, "total_net_output_bytes")]).toEqual([12, 14]);
    direct.client().run("CONFIG", "RESETSTAT");
    expect([field(direct, "total_net_input_bytes"), field(direct, "total_net_output_bytes")]).toEqual([0, 0]);
  });
});
