import 'vitest'

declare global {
  interface ImportMeta {
    /** Vite's: every module that fits, loaded. */
    glob<T>(pattern: string, options: { eager: true; query?: '?raw'; import?: 'default' }): Record<string, T>
  }

  namespace Cloudflare {
    /** What tests see through `env` of `cloudflare:workers`: the Worker's bindings, and what tests/vitest.config.ts adds. */
    interface Env {
      DB: D1Database
      ASSETS: Fetcher
      LIBSQL_URL?: string
      LIBSQL_TOKEN?: string
      RESEND_DOUBLE_URL: string
      TEST_ENGINE: 'd1' | 'libsql'
      TEST_SEED?: string
      TEST_MIGRATIONS: { name: string; queries: string[] }[]
      TEST_MIGRATION_FILES: { name: string; sql: string }[]
    }
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    libsqlUrl: string
    resendUrl: string
  }
}
