/** The source is no Lua; the message says where and why, as Lua words it. */
export class SyntaxFault extends Error {}
