// `npm run build`: what is made from the code and not kept in git, the stylesheet and the API reference.

import { mkdirSync, writeFileSync } from 'node:fs'
import { openApi, operations } from './reference.ts'
import { referencePage } from './reference-page.ts'
import { buildStyles } from './styles.ts'

const stylesheet = buildStyles()
const all = operations()
mkdirSync('web/assets/api', { recursive: true })
writeFileSync('web/assets/api/openapi.json', `${JSON.stringify(openApi(all), null, 2)}\n`)
writeFileSync('web/assets/api/index.html', await referencePage(all, stylesheet))
console.log(`web/assets/api: ${all.length} operations`)
