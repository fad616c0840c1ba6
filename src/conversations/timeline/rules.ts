// One person's story in one order, newest first, put together from what each area knows of them. Pure.

export const pageSize = 30

/** Where a page goes on: after the entry of this instant and key, which is unique. */
export type After = { at: number; key: string }

/**
 * The newest `size` of entries of which each source gave its newest `size + 1` after the same point: what a source held back is
 * older than all it gave, so the page is right. `next` is missing on the last page.
 */
export function pageOf<E extends After>(entries: readonly E[], size: number): { entries: E[]; next: After | undefined } {
  const page = entries.toSorted(newestFirst).slice(0, size)
  const last = page.at(-1)
  return { entries: page, next: entries.length > size && last ? { at: last.at, key: last.key } : undefined }
}

/** Keys are ASCII, which the database orders the same way. */
const newestFirst = (a: After, b: After) => b.at - a.at || (a.key === b.key ? 0 : a.key < b.key ? 1 : -1)

export const isAfter = (entry: After, after: After | undefined): boolean => after === undefined || newestFirst(after, entry) < 0

export const cursorOf = (after: After | undefined): string | undefined => after && `${after.at}_${after.key}`

export function readCursor(text: string | undefined): After | undefined {
  const [, at, key] = /^(\d{1,15})_([a-z]{1,20}:[0-9a-z:-]{1,60})$/.exec(text ?? '') ?? []
  return at && key ? { at: Number(at), key } : undefined
}

type Referral = {
  id: string
  receivedAt: number
  contactedAt: number | null
  supportingAt: number | null
  endedAt: number | null
  status: string
}

/** The steps that a referral has taken, each at its own moment; the last one carries the state in which it ended. */
export function stepsOf({ id, receivedAt, contactedAt, supportingAt, endedAt, status }: Referral) {
  const steps: [string, number | null][] = [
    ['received', receivedAt],
    ['contacted', contactedAt],
    ['supporting', supportingAt],
    [status, endedAt],
  ]
  return steps.flatMap(([state, at]) => (at === null ? [] : [{ at, key: `referral:${id}:${state}`, state }]))
}
