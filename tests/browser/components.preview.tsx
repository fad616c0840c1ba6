// Renders the gallery to files, photographs it at both widths and runs axe. `npm run preview:components -- DIR`, no server needed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { Gallery, type GalleryView, galleryViews } from '../../web/dev/gallery.tsx'

const out = process.argv[2] ?? '/tmp/alongside-gallery'
const port = Number(process.env.PREVIEW_PORT ?? 8840)
mkdirSync(out, { recursive: true })
const views = Object.keys(galleryViews) as GalleryView[]
const html = Object.fromEntries(views.map((view) => [`/${view}`, `<!DOCTYPE html>${(<Gallery view={view} />).toString()}`]))

const types: Record<string, string> = { css: 'text/css', svg: 'image/svg+xml', woff2: 'font/woff2' }
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const page = html[path]
  // The policy of the real pages: a style attribute or a data: image would be refused here too.
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'")
  response.setHeader('content-type', page ? 'text/html; charset=utf-8' : (types[path.split('.').at(-1) ?? ''] ?? 'text/plain'))
  try {
    response.end(page ?? readFileSync(`web/assets${path}`))
  } catch {
    response.writeHead(404).end()
  }
})
await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
const fixed = ['fonts/atkinson-hyperlegible-400.v1.woff2', 'fonts/atkinson-hyperlegible-700.v1.woff2']
  .map((file) => readFileSync(`web/assets/${file}`).length)
  .concat(gzipSync(readFileSync('web/assets/app.css'), { level: 9 }).length, gzipSync(readFileSync('web/assets/favicon.svg')).length)
  .reduce((sum, bytes) => sum + bytes, 0)
let faults = 0
for (const view of views) {
  const page = await browser.newPage()
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    faults++
    console.log(view, message.text())
  })
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`http://127.0.0.1:${port}/${view}`)
    await page.screenshot({ path: `${out}/${view}-${width}.png`, fullPage: true })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    if (wide > width) {
      faults++
      console.log(`${view} ${width}: scrolls sideways, ${wide}px`)
    }
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run())
    for (const found of violations) {
      faults++
      console.log(
        `${view} ${width}: ${found.id}`,
        found.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`),
      )
    }
  }
  await page.emulateMedia({ media: 'print' })
  await page.screenshot({ path: `${out}/${view}-print.png`, fullPage: true })
  writeFileSync(`${out}/${view}.html`, html[`/${view}`] ?? '')
  console.log(`${view}: ${fixed + gzipSync(html[`/${view}`] ?? '').length} bytes compressed in all`)
  await page.close()
}
await browser.close()
server.close()
console.log(faults === 0 ? 'no faults' : `${faults} faults`)
process.exitCode = faults === 0 ? 0 : 1
