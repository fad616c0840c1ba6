// What the API reference says of a route. It is read when the reference is built and costs a request nothing.

import type { MiddlewareHandler } from 'hono'

export type Doc = {
  /** One line in the imperative: "Book a person into a session". */
  summary: string
  description?: string
  /** An example of the body that is sent, when there is one. */
  send?: unknown
  /** Status to an example of the answer; refusals are told by their `reason`. */
  answers: Readonly<Record<number, unknown>>
  refusals?: readonly string[]
  headers?: Readonly<Record<string, string>>
}

const docs = new WeakMap<object, Doc>()

export function doc(what: Doc): MiddlewareHandler {
  const handler: MiddlewareHandler = async (_, next) => next()
  docs.set(handler, what)
  return handler
}

export const docOf = (handler: object): Doc | undefined => docs.get(handler)
