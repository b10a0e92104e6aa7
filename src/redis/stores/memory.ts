import { Buffer } from "node:buffer";

/** A piece of memory as bytes, and as words of four where there are many bytes to compare. */
export class Memory {
  readonly buffer: ArrayBufferLike;
  readonly bytes: Buffer;
  readonly view: DataView;

  constructor(buffer: ArrayBufferLike) {
    this.buffer = buffer;
    this.bytes = Buffer.from(buffer);
    this.view = new DataView(buffer);
  }

  /** Of so many bytes, which are not cleared. */
  static ofSize(size: number): Memory {
    return new Memory(Buffer.allocUnsafeSlow(size).buffer);
  }

  get size(): number {
    return this.bytes.length;
  }

  text(from: number, to: number): string {
    return this.bytes.toString("utf8", from, to);
  }

  /** A copy of its own. */
  copy(from: number, to: number): DataView {
    return new DataView(this.buffer.slice(from, to));
  }
}

/** Whether the word stands there. */
export function stands(word: DataView, { view }: Memory, from: number): boolean {
  const length = word.byteLength;
  const whole = length & ~3;
  let at = 0;
  for (; at < whole; at += 4) if (word.getInt32(at) !== view.getInt32(from + at)) return false;
  for (; at < length; at++) if (word.getUint8(at) !== view.getUint8(from + at)) return false;
  return true;
}
