import { expect, test } from "vitest";
import { DirectServer } from "./direct-client.ts";

test("a command is found however its name is written, and a subcommand only behind its container", () => {
  const client = new DirectServer().client();
  expect(["ping", "PING", "PiNg"].map((name) => client.run(name))).toEqual([
    expect.objectContaining({ text: "PONG" }), expect.objectContaining({ text: "PONG" }),
    expect.objectContaining({ text: "PONG" }),
  ]);
  expect(client.run("xGroup", "cReate", "s", "g", "0", "MKSTREAM")).toMatchObject({ text: "OK" });
  expect(client.run("XGROUP|CREATE", "s", "h", "0")).toMatchObject({
    message: "ERR unknown command 'XGROUP|CREATE', with args beginning with: 's' 'h' '0' ",
  });
  expect(client.run("xgroup|create", "s", "h", "0")).toMatchObject({
    message: expect.stringContaining("ERR unknown command"),
  });
});
