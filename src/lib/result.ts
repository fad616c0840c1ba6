/** What a use case answers: an expected refusal is a value that names its reason, never an exception. */
export type Result<T, R extends string> = { ok: true; value: T } | { ok: false; reason: R }
export const ok = <T>(value: T) => ({ ok: true, value }) as const
export const no = <R extends string>(reason: R) => ({ ok: false, reason }) as const
