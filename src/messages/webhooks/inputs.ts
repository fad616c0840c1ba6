import * as v from 'valibot'
import type { ProviderEvent } from './rules.ts'

const short = v.pipe(v.string(), v.maxLength(200))
const list = v.array(v.object({ name: short, value: short }))
/** `{ name: value }` as the provider's reference shows it, or the list that was handed over. */
const Tags = v.union([
  v.record(short, short),
  v.pipe(
    list,
    v.transform((tags) => Object.fromEntries(tags.map(({ name, value }) => [name, value]))),
  ),
])

const Body = v.object({
  type: v.pipe(v.string(), v.regex(/^[a-z_.]{1,60}$/)),
  created_at: v.optional(v.string(), ''),
  data: v.optional(
    v.object({
      email_id: v.optional(short),
      to: v.optional(
        v.union([
          v.pipe(v.array(v.string()), v.maxLength(50)),
          v.pipe(
            v.string(),
            v.transform((one) => [one]),
          ),
        ]),
        [],
      ),
      tags: v.fallback(v.optional(Tags, {}), {}),
      bounce: v.fallback(v.optional(v.object({ type: v.string() })), undefined),
    }),
    {},
  ),
})

/** What a body of the provider says; undefined when it is none that we can read. `now` stands in for a time that it does not tell. */
export function readEvent(id: string, body: unknown, now: number): ProviderEvent | undefined {
  const parsed = v.safeParse(Body, body)
  if (!parsed.success) return undefined
  const { type: kind, created_at, data } = parsed.output
  const { message = '', batch } = data.tags ?? {}
  const happenedAt = Date.parse(created_at)
  return {
    id,
    kind,
    providerId: data.email_id,
    messageId: /^\d{1,15}$/.test(message) ? Number(message) : undefined,
    batchId: batch,
    address: data.to?.[0],
    // A clock that runs ahead must not write down what has not happened yet.
    happenedAt: Number.isFinite(happenedAt) ? Math.min(happenedAt, now) : now,
    isPermanent: data.bounce?.type === 'Permanent',
  }
}
