/**
 * What `wrangler deploy` is told to build a Worker that speaks libSQL. Over HTTP alone: the client for the web would bring its
 * WebSocket half along, which nothing here speaks.
 */
export const withLibsql = [
  '--alias',
  '@libsql/client/web:./node_modules/@libsql/client/lib-esm/http.js',
  '--alias',
  'drizzle-orm/libsql/web:./node_modules/drizzle-orm/libsql/web/index.js',
]
