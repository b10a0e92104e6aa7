import type { Bytes } from "../../server/bytes.ts";
import type { LocalVariable, UpvalueSource, VariableExpression } from "./ast.ts";

export const MAX_LOCALS = 200;
export const MAX_UPVALUES = 60;

/** The names that a function knows while it is being read. */
export class FunctionScope {
  readonly #outer: FunctionScope | undefined;
  readonly line: number;
  readonly isVararg: boolean;
  readonly #active: LocalVariable[] = [];
  readonly upvalues: UpvalueSource[] = [];
  readonly #upvalueNames: Bytes[] = [];
  readonly #loops: boolean[] = [];
  slots = 0;
  usesVararg = false;

  constructor(outer: FunctionScope | undefined, line: number, isVararg: boolean) {
    this.#outer = outer;
    this.line = line;
    this.isVararg = isVararg;
  }

  get isMain(): boolean {
    return this.#outer === undefined;
  }

  get locals(): number {
    return this.#active.length;
  }

  /** A variable whose name is not yet known: `local x = x` reads the outer x. */
  variable(name: Bytes, offset = 0): LocalVariable {
    const slot = this.#active.length + offset;
    this.slots = Math.max(this.slots, slot + 1);
    return { name, slot, captured: false };
  }

  declare(variable: LocalVariable): void {
    this.#active.push(variable);
  }

  /** Opens a block; what is returned closes it. */
  open(isLoop = false): () => void {
    const before = this.#active.length;
    this.#loops.push(isLoop);
    return () => {
      this.#active.length = before;
      this.#loops.pop();
    };
  }

  get inLoop(): boolean {
    return this.#loops.includes(true);
  }

  resolve(name: Bytes, line: number): VariableExpression {
    const local = this.#local(name);
    if (local !== undefined) return { kind: "local", variable: local };
    const index = this.#upvalue(name);
    return index < 0 ? { kind: "global", name, line } : { kind: "upvalue", index, name };
  }

  #local(name: Bytes): LocalVariable | undefined {
    for (let i = this.#active.length - 1; i >= 0; i--) {
      if (this.#active[i]?.name === name) return this.#active[i];
    }
    return undefined;
  }

  /** Its index among the upvalues, which it is added to; -1 when no function around knows the name. */
  #upvalue(name: Bytes): number {
    const known = this.#upvalueNames.indexOf(name);
    if (known >= 0 || this.#outer === undefined) return known;
    const local = this.#outer.#local(name);
    const outer = local === undefined ? this.#outer.#upvalue(name) : -1;
    if (local === undefined && outer < 0) return -1;
    if (local !== undefined) local.captured = true;
    this.upvalues.push(local !== undefined ? { local } : { upvalue: outer });
    this.#upvalueNames.push(name);
    return this.upvalues.length - 1;
  }
}
