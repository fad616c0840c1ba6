// Every kind of page that there is, as the application itself declares it.

import { createApp } from '../../web/app.tsx'
import { localPages } from '../../web/dev/routes.tsx'

// Its routes are read, none is called.
const app = createApp({ context: () => Promise.reject(new Error('no request is made here')), isLocal: () => true, localPages })

/** The path of every GET route outside the API, in the order in which they are tried: '/bookings/:id'. */
export const pagePatterns: readonly string[] = [
  ...new Set(app.routes.filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/')).map(({ path }) => path)),
]

const matchers = pagePatterns.map((pattern) => ({
  pattern,
  matches: new RegExp(`^${pattern.replace(/:\w+\{([^}]*)\}/g, '($1)').replace(/:\w+/g, '[^/]+')}$`),
}))

/** Which page an address is of; its own path when no route answers it. */
export const patternOf = (path: string): string => {
  const { pathname } = new URL(path, 'http://place')
  return matchers.find(({ matches }) => matches.test(pathname))?.pattern ?? pathname
}
