/** One structured line. Only codes, counts, ids of requests and names of routes; never what a person typed or is called. */
export type LogLine = {
  level: 'info' | 'warn' | 'error'
  event: string
  requestId?: string
  [field: string]: string | number | boolean | undefined
}

export function log({ level, ...line }: LogLine): void {
  const print = level === 'error' ? console.error : level === 'warn' ? console.warn : console.log
  print(JSON.stringify({ level, ...line }))
}

/** Something that the place is run with is missing or wrong. Its message names settings and holds nothing else, so that a log may have it. */
export class NotConfigured extends Error {
  override name = 'NotConfigured'
}

/**
 * What may be said of a fault. An error's message can hold a query's parameters and so a person's details; its class, the
 * SQLite words that name a constraint, and our own stack frames cannot.
 */
export function describeFault(error: unknown): { fault: string; what?: string; constraint?: string; at?: string } {
  if (!(error instanceof Error)) return { fault: typeof error }
  if (error instanceof NotConfigured) return { fault: error.name, what: error.message }
  const constraint = /(?:UNIQUE|CHECK|FOREIGN KEY|NOT NULL) constraint failed(?:: [\w., ]+)?/.exec(deepest(error).message)?.[0]
  const frame = /\n\s+at (.+)/.exec(error.stack ?? '')?.[1]
  return { fault: error.name, ...(constraint ? { constraint } : {}), ...(frame ? { at: frame } : {}) }
}

/** The whole fault, parameters and all: on a developer's own machine only. */
export const showFault = (error: unknown): void => console.error(error)

const deepest = (error: Error): Error => (error.cause instanceof Error ? deepest(error.cause) : error)
