import type { Bytes } from "../server/bytes.ts";
import { atLeast, type Compat } from "../server/compat.ts";
import { BadFormat } from "./bad-format.ts";
import { crc64 } from "./crc64.ts";
import { RdbReader } from "./rdb-reader.ts";
import { RdbWriter } from "./rdb-writer.ts";
import type { StoredValue } from "./stored-value.ts";
import { readBody, writeBody, writeType } from "./value-codec.ts";

/** The version of the format that a server writes, and the newest it reads. */
export const rdbVersion = (compat: Compat): number => (atLeast(compat, "7.2") ? 11 : 10);

const OPCODE = {
  function: 0xf5, functionBeforeGa: 0xf6, moduleAux: 0xf7, idle: 0xf8, frequency: 0xf9, auxiliary: 0xfa, resize: 0xfb,
  expiryMs: 0xfc, expirySeconds: 0xfd, select: 0xfe, end: 0xff,
} as const;

/** One key of a file. */
export interface StoredKey {
  readonly key: Bytes;
  readonly value: StoredValue;
  readonly encoding: string;
  /** Unix ms. */
  readonly expiresAtMs: number | undefined;
}

export interface StoredDatabase {
  readonly index: number;
  readonly size: number;
  readonly expiring: number;
  readonly keys: Iterable<StoredKey>;
}

export interface RdbContents {
  /** Facts about the server that wrote it: `redis-ver`, `ctime`, `repl-id`, … */
  readonly auxiliary: readonly (readonly [name: Bytes, value: Bytes])[];
  /** Code of function libraries. */
  readonly functions: readonly Bytes[];
  readonly databases: readonly StoredDatabase[];
}

/** A whole file, its checksum at the end. Empty databases are left out. */
export function writeRdb(contents: RdbContents, compat: Compat): Buffer {
  const writer = new RdbWriter(4_096);
  writer.bytes(`REDIS${String(rdbVersion(compat)).padStart(4, "0")}`);
  for (const [name, value] of contents.auxiliary) {
    writer.byte(OPCODE.auxiliary);
    writer.text(name);
    writer.text(value);
  }
  for (const code of contents.functions) {
    writer.byte(OPCODE.function);
    writer.text(code);
  }
  for (const database of contents.databases) if (database.size > 0) writeDatabase(writer, database, compat);
  writer.byte(OPCODE.end);
  writer.array(crc64(writer.view()));
  return writer.view();
}

function writeDatabase(writer: RdbWriter, database: StoredDatabase, compat: Compat): void {
  writer.byte(OPCODE.select);
  writer.size(database.index);
  writer.byte(OPCODE.resize);
  writer.size(database.size);
  writer.size(database.expiring);
  for (const { key, value, encoding, expiresAtMs } of database.keys) {
    if (expiresAtMs !== undefined) {
      writer.byte(OPCODE.expiryMs);
      writer.int64(BigInt(expiresAtMs));
    }
    writeType(writer, value, encoding, compat);
    writer.text(key);
    writeBody(writer, value, encoding, compat);
  }
}

/** What a reader of a file is told, in the order of the file. */
export interface RdbVisitor {
  auxiliary(name: Bytes, value: Bytes): void;
  function(code: Bytes): void;
  key(db: number, key: Bytes, value: StoredValue, expiresAtMs: number | undefined): void;
}

/** @throws {BadFormat} The bytes are no file that a server of `compat` could load. */
export function readRdb(file: Buffer, compat: Compat, visitor: RdbVisitor): void {
  const reader = new RdbReader(file);
  const version = /^REDIS(\d{4})$/.exec(reader.bytes(9))?.[1];
  if (version === undefined) throw new BadFormat("the file is no RDB file", 0);
  if (Number(version) < 1 || Number(version) > rdbVersion(compat))
    throw new BadFormat(`format ${version} is not known`, 5);
  let db = 0;
  let expiresAtMs: number | undefined;
  for (let opcode = reader.byte(); opcode !== OPCODE.end; opcode = reader.byte()) {
    switch (opcode) {
      case OPCODE.auxiliary: visitor.auxiliary(reader.text(), reader.text()); break;
      case OPCODE.function: visitor.function(reader.text()); break;
      case OPCODE.select: db = Number(reader.size()); break;
      case OPCODE.resize: reader.size(); reader.size(); break;
      case OPCODE.expiryMs: expiresAtMs = Number(reader.int64()); break;
      case OPCODE.expirySeconds: expiresAtMs = reader.integer(4) * 1_000; break;
      case OPCODE.idle: reader.size(); break;
      case OPCODE.frequency: reader.byte(); break;
      case OPCODE.functionBeforeGa:
      case OPCODE.moduleAux: reader.fail("modules and functions of release candidates are not known"); break;
      default: {
        const key = reader.text();
        visitor.key(db, key, readBody(reader, opcode, compat), expiresAtMs);
        expiresAtMs = undefined;
      }
    }
  }
  if (Number(version) >= 5) checkSum(reader, file);
}

/** Eight zeros stand where a server was told to write no checksum. */
function checkSum(reader: RdbReader, file: Buffer): void {
  const end = reader.at;
  const stored = reader.view(8);
  if (stored.some((byte) => byte !== 0) && !stored.equals(crc64(file, end))) reader.fail("the checksum is wrong");
}
