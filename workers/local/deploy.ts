// `npm run deploy`: checks what a deployment needs, brings the database up to date, and deploys the Worker.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployOptions, queueNames } from './config.ts'
import { optionsOf, stop } from './options.ts'
import { migrateLibsql, wrangler } from './setup/target.ts'
import { root } from './worker.ts'

const config = readFileSync(join(root, 'wrangler.toml'), 'utf8')
const { queues, 'dry-run': isDry } = optionsOf({
  queues: { type: 'boolean', default: false },
  /** Builds and shows what would be deployed; touches neither the database nor Cloudflare. */
  'dry-run': { type: 'boolean', default: false },
})
const url = process.env.LIBSQL_URL ?? ''

if (!url && config.includes('00000000-0000-0000-0000-000000000000'))
  stop(`wrangler.toml does not name your database yet. Either
  npx wrangler d1 create alongside    and put the database_id it prints into wrangler.toml, or
  set LIBSQL_URL (and LIBSQL_TOKEN) to use Turso or your own sqld.
See "Deploy" in the README.`)

if (!isDry) {
  console.log('1/2 Bringing the database up to date …')
  if (url) await migrateLibsql(url, process.env.LIBSQL_TOKEN ?? '')
  else await wrangler('d1', 'migrations', 'apply', 'DB', '--remote')
  // One that is there already is no fault.
  if (queues)
    for (const name of queueNames) await wrangler('queues', 'create', name).catch(() => console.log(`The queue ${name} is there.`))
  console.log('2/2 Deploying the Worker …')
}
const options = [...deployOptions(root, { onLibsql: url !== '', hasQueues: queues }), ...(isDry ? ['--dry-run'] : [])]
execFileSync(process.execPath, [join(root, 'node_modules/wrangler/bin/wrangler.js'), 'deploy', ...options], { cwd: root, stdio: 'inherit' })
if (!isDry) console.log('Deployed. Open the address above; a coordinator sees under “How it runs” whether the scheduled work runs.')
