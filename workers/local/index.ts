// The Worker on a developer's machine: the deployed one, and the pages under /dev.

import { createApp } from '../../web/app.tsx'
import { localPages } from '../../web/dev/routes.tsx'
import type { Env } from '../env.ts'
import { queue } from '../queue.ts'
import { scheduled } from '../scheduled.ts'
import { wiring } from '../wiring.ts'

export default {
  fetch: createApp({ ...wiring, localPages }).fetch,
  scheduled,
  queue,
} satisfies ExportedHandler<Env>
