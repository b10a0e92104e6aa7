/** One field of 128 bytes: what redis.md, and most measurements of Redis, call a small message. */
export const FIELD = "payload";
export const VALUE = "x".repeat(128);
