// `npm run build`: what is made from the code and not kept in git, the stylesheet, the texts and the API reference.

import { mkdirSync, writeFileSync } from 'node:fs'
import { openApi, operations } from './reference.ts'
import { referencePage } from './reference-page.ts'
import { buildStyles } from './styles.ts'
import { buildTexts } from './texts.ts'

const stylesheet = buildStyles()
writeFileSync(
  'web/assets.generated.ts',
  `// Written by workers/local/build.ts; not kept in git.
export const stylesheet = '${stylesheet}'
export const textsAddress = '${buildTexts()}'
`,
)
const all = operations()
mkdirSync('web/assets/api', { recursive: true })
writeFileSync('web/assets/api/openapi.json', `${JSON.stringify(openApi(all), null, 2)}\n`)
writeFileSync('web/assets/api/index.html', await referencePage(all, stylesheet))
console.log(`web/assets/api: ${all.length} operations`)
