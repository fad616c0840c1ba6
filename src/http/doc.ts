// What the API reference says of a route. It is read when the reference is built and costs a request nothing.

import type { MiddlewareHandler } from 'hono'

/** Each reason with the status and the sentence that it is answered with. */
export type Told = Readonly<Record<string, { readonly status: number; readonly sentence: string }>>

export type Doc = {
  /** One line in the imperative: "Book a person into a session". */
  summary: string
  description?: string
  /** An example of the body that is sent; a test parses it with the route's own schema. */
  send?: unknown
  /** Status to an example of the answer; null for an answer without a body. */
  answers: Readonly<Record<number, unknown>>
  /** A function, because the maps stand below the routes that use them. */
  refusals?: () => Told
  headers?: Readonly<Record<string, string>>
}

/** In an example: what stands here may be null as well. It is written as the value alone. */
export const orNull = (value: unknown) => ({ [mayBeNull]: value, toJSON: () => value })
export const mayBeNull = Symbol('may be null')

const docs = new WeakMap<object, Doc>()

export function doc(what: Doc): MiddlewareHandler {
  const handler: MiddlewareHandler = async (_, next) => next()
  docs.set(handler, what)
  return handler
}

export const docOf = (handler: object): Doc | undefined => docs.get(handler)

/** The refusals of one use case, from the two maps that answer them: a reason that is added there is in the reference. */
export const told = <Reason extends string>(
  statuses: Readonly<Record<Reason, number>>,
  sentences: Readonly<Record<NoInfer<Reason>, string>>,
): Told =>
  Object.fromEntries(
    (Object.keys(statuses) as Reason[]).map((reason) => [reason, { status: statuses[reason], sentence: sentences[reason] }]),
  )
