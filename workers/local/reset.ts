// `npm run reset`: forgets the local places, so that the next start begins anew.

import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { demoPlaces } from './demo/places.ts'
import { root } from './worker.ts'

const kept = Object.keys(demoPlaces).filter((name) => existsSync(join(root, '.wrangler', name)))
for (const name of kept) rmSync(join(root, '.wrangler', name), { recursive: true, force: true })
console.log(kept.length ? `Forgot ${kept.join(' and ')}. \`npm start\` begins anew.` : 'There was nothing to forget. `npm start` begins.')
