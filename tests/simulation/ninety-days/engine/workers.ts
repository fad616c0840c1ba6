// What `cloudflare:workers` is to the tests that run on Node.

import { memoryD1 } from './memory.ts'

export const env = { DB: memoryD1(), TEST_ENGINE: 'memory', RESEND_DOUBLE_URL: 'http://provider.test' }
