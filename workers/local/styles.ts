// Compiles web/styles/app.scss to web/assets/app.css, and answers with the address that the layout links: it carries a hash of the bytes,
// so that browsers may keep the file for a year and still never show a page with the stylesheet of another deploy.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { compile } from 'sass'

export function buildStyles(): string {
  const { css } = compile('web/styles/app.scss', { style: 'compressed', loadPaths: ['node_modules'], quietDeps: true })
  const address = `/app.css?v=${createHash('sha256').update(css).digest('hex').slice(0, 10)}`
  writeFileSync('web/assets/app.css', css)
  console.log(`web/assets/app.css ${gzipSync(css, { level: 9 }).length} bytes gzipped, linked as ${address}`)
  return address
}
