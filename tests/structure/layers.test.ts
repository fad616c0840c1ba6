import { describe, expect, it } from 'vitest'
import { habitFaults, nameFault, twins } from './habits.ts'
import { featureCycle, importFault } from './layers.ts'
import { importsOf, sourcesUnder } from './sources.ts'

describe('the repository', () => {
  const sources = sourcesUnder('src', 'web', 'workers')
  const imports = sources.filter(({ path }) => /\.tsx?$/.test(path)).flatMap(importsOf)

  it('was really read', () => {
    expect(sources.map(({ path }) => path)).toContain('workers/index.ts')
  })
  it('imports downwards only', () => {
    expect(imports.map(importFault).filter(Boolean)).toEqual([])
  })
  it('has no ring of features', () => {
    expect(featureCycle(imports)).toBeUndefined()
  })
  it('keeps to the closed vocabulary of file names', () => {
    expect(sources.map(({ path }) => nameFault(path)).filter(Boolean)).toEqual([])
    expect(twins(sources.map(({ path }) => path))).toEqual([])
  })
  it('keeps the habits of the house', () => {
    expect(sources.flatMap(habitFaults)).toEqual([])
  })
})

// Each rule is shown the mistake it is there for: a rule that never refuses protects nothing.
describe('a refused import', () => {
  it.each([
    ['src/lib/time.ts', 'src/access/permit.ts', 'go down only'],
    ['src/access/policy.ts', 'src/db/connect.ts', 'go down only'],
    ['src/access/policy.ts', 'src/ctx.ts', 'go down only'],
    ['src/db/connect.ts', 'src/bookings/rules.ts', 'go down only'],
    ['src/ctx.ts', 'src/bookings/queries.ts', 'go down only'],
    ['src/bookings/actions.ts', 'src/http/problem.ts', 'go down only'],
    ['src/bookings/actions.ts', 'src/jobs/schedule.ts', 'go down only'],
    ['src/http/guard.ts', 'src/api/bookings.ts', 'go down only'],
    ['src/api/bookings.ts', 'workers/env.ts', 'go down only'],
    ['web/app.tsx', 'workers/context.ts', 'go down only'],
    ['src/jobs/schedule.ts', 'src/http/problem.ts', 'side by side'],
    ['src/http/guard.ts', 'src/jobs/schedule.ts', 'side by side'],
    ['web/bookings/routes.tsx', 'src/api/bookings.ts', 'src/http'],
    ['src/api/bookings.ts', 'web/bookings/page.tsx', 'src/http'],
    ['src/bookings/rules.ts', 'src/access/permit.ts', 'rules.ts is pure'],
    ['src/bookings/rules.ts', 'src/bookings/queries.ts', 'rules.ts is pure'],
    ['src/bookings/rules.ts', 'src/sessions/queries.ts', 'rules.ts is pure'],
    ['src/bookings/rules.ts', 'valibot', 'imports no package'],
    ['src/bookings/cancellation/rules.ts', 'src/db/commit.ts', 'rules.ts is pure'],
    ['src/bookings/actions.ts', 'src/sessions/actions.ts', 'between features'],
    ['src/bookings/emails.tsx', 'src/messages/emails.tsx', 'between features'],
    ['src/bookings/actions.ts', 'src/messages/deliver.ts', 'between features'],
    ['src/bookings/queries.ts', 'src/bookings/actions.ts', 'inside a feature'],
    ['src/bookings/emails.tsx', 'src/bookings/queries.ts', 'inside a feature'],
    ['src/bookings/inputs.ts', 'src/bookings/queries.ts', 'inside a feature'],
    ['web/bookings/routes.tsx', 'src/bookings/emails.tsx', 'rendered at delivery'],
    ['src/api/bookings.ts', 'src/bookings/emails.tsx', 'rendered at delivery'],
    ['web/bookings/page.tsx', 'web/groups/page.tsx', 'between page folders'],
    ['web/bookings/page.tsx', 'web/app.tsx', 'app.tsx imports the pages'],
    ['web/components/field.tsx', 'web/bookings/wording.ts', 'knows no feature'],
    ['src/bookings/actions.ts', 'drizzle-orm', 'queries.ts'],
    ['web/bookings/queries.ts', 'drizzle-orm', 'queries.ts'],
    ['src/api/bookings.ts', 'drizzle-orm/sqlite-core', 'queries.ts'],
    ['src/bookings/queries.ts', '@libsql/client/web', 'one door'],
    ['src/messages/deliver.ts', 'resend', 'src/messages/resend.ts'],
    ['src/jobs/schedule.ts', 'cloudflare:workers', 'in workers/ only'],
    ['web/app.tsx', 'cloudflare:workers', 'in workers/ only'],
    ['src/lib/seal.ts', 'node:crypto', 'web platform'],
    ['src/bookings/actions.ts', 'hono', 'nothing below src/http'],
    ['src/jobs/schedule.ts', 'hono', 'no HTTP'],
    ['src/bookings/inputs.ts', 'hono-openapi', 'src/api'],
    ['src/bookings/actions.ts', 'tests/world.ts', 'knows nothing of its tests'],
  ])('%s -> %s', (from, to, why) => {
    expect(importFault({ from, to })).toContain(why)
  })

  it('is found in every way of writing one', () => {
    const text = `import a from './a.ts'
import { b,
  type C } from "./b.ts"
import type { D } from './d.ts'
import * as e from './e.ts'
import './f.ts'
export { g } from './g.ts'
export type { H } from './h.ts'
export * from './i.ts'
const j = await import('./j.ts')
type K = typeof import('./k.ts')
// import z from './z.ts'
/* import y from './y.ts' */ const address = 'https://x'; import l from '../l.ts'`
    const found = importsOf({ path: 'src/bookings/actions.ts', text }).map(({ to }) => to)
    expect(found.sort()).toEqual([...'abdefghijk'].map((name) => `src/bookings/${name}.ts`).concat('src/l.ts'))
  })

  it('is a ring of features', () => {
    const ring = [
      { from: 'src/bookings/actions.ts', to: 'src/sessions/queries.ts' },
      { from: 'src/sessions/queries.ts', to: 'src/groups/rules.ts' },
      { from: 'src/groups/rules.ts', to: 'src/bookings/rules.ts' },
    ]
    expect(featureCycle(ring)).toContain('bookings -> sessions -> groups -> bookings')
    expect(featureCycle(ring.slice(0, 2))).toBeUndefined()
  })
})

it.each([
  ['src/bookings/actions.ts', 'src/sessions/queries.ts'],
  ['src/bookings/actions.ts', 'src/db/commit.ts'],
  ['src/bookings/actions.ts', 'valibot'],
  ['src/bookings/rules.ts', 'src/sessions/rules.ts'],
  ['src/bookings/rules.ts', 'src/lib/time.ts'],
  ['src/bookings/cancellation/actions.ts', 'src/bookings/queries.ts'],
  ['src/bookings/emails.tsx', 'src/messages/locales/en.json'],
  ['src/bookings/emails.tsx', 'hono/jsx'],
  ['src/bookings/queries.ts', 'drizzle-orm'],
  ['src/jobs/schedule.ts', 'src/bookings/actions.ts'],
  ['src/jobs/render.ts', 'src/bookings/emails.tsx'],
  ['src/messages/resend.ts', 'resend'],
  ['src/db/connect.ts', '@libsql/client/web'],
  ['src/db/connect.ts', 'src/ctx.ts'],
  ['src/http/guard.ts', 'hono'],
  ['web/bookings/routes.tsx', 'src/bookings/actions.ts'],
  ['web/bookings/page.tsx', 'web/components/field.tsx'],
  ['web/bookings/page.tsx', 'web/layout.tsx'],
  ['web/app.tsx', 'web/bookings/routes.tsx'],
  ['workers/index.ts', 'web/app.tsx'],
  ['workers/context.ts', 'cloudflare:workers'],
])('%s may import %s', (from, to) => {
  expect(importFault({ from, to })).toBeUndefined()
})

describe('a refused name', () => {
  it.each([
    ['src/bookings/service.ts', 'nothing else'],
    ['src/bookings/cancellation/controller.ts', 'nothing else'],
    ['src/bookings/resend.ts', 'nothing else'],
    ['src/bookings/page.tsx', 'nothing else'],
    ['web/bookings/rules.ts', 'web/components'],
    ['src/config.ts', 'right under src/'],
    ['src/lib/utils.ts', 'says nothing'],
    ['src/http/helpers/form.ts', 'says nothing'],
    ['src/bookings/index.ts', 'says nothing'],
    ['src/lib/localDays.ts', 'lower case'],
  ])('%s', (path, why) => {
    expect(nameFault(path)).toContain(why)
  })
  it('is a twin', () => {
    expect(twins(['src/bookings/emails.ts', 'src/bookings/emails.tsx'])).toHaveLength(1)
  })
  it.each([
    'src/ctx.ts',
    'src/lib/time.ts',
    'src/db/schema/bookings.ts',
    'src/waiting-list/rules.ts',
    'src/bookings/cancellation/actions.ts',
    'src/messages/resend.ts',
    'src/messages/locales/en.json',
    'src/api/interop/calendar.ts',
    'web/app.tsx',
    'web/bookings/cancellation/page.tsx',
    'web/components/error-summary.tsx',
    'workers/index.ts',
  ])('but not %s', (path) => {
    expect(nameFault(path)).toBeUndefined()
  })
})

describe('a refused habit', () => {
  it.each([
    ['src/lib/time.ts', 'const now = Date.now()', 'Date.now'],
    ['src/lib/time.ts', 'const now = new Date()', 'new Date()'],
    ['src/lib/time.ts', 'const now = new Date ( )', 'new Date()'],
    ['src/lib/time.ts', 'const now = new Date', 'new Date()'],
    ['src/lib/time.ts', 'const now = Date()', 'Date()'],
    ['src/lib/ids.ts', 'const id = Math.random()', 'Math.random'],
    ['src/bookings/actions.ts', 'const id = crypto.randomUUID()', 'randomUUID'],
    ['web/app.tsx', 'const day = Temporal.Now.plainDateISO()', 'Temporal.Now'],
    ['src/jobs/schedule.ts', 'const t = performance.now()', 'performance.now'],
    ['src/lib/time.ts', 'export default 1', 'default export'],
    ['src/lib/time.ts', 'export { x as default }', 'default export'],
    ['src/lib/time.ts', "export * from './days.ts'", 'barrel'],
    ['src/lib/time.ts', `// ${'TO'}DO: later`, 'unfinished mark'],
    ['src/lib/time.ts', `// ${'FIX'}ME`, 'unfinished mark'],
    ['web/app.tsx', "app.all('/x', handler)", '.all() or .on()'],
    ['web/app.tsx', "app.on('GET', '/x', handler)", '.all() or .on()'],
    ['src/api/bookings.ts', 'new Hono()\n  .all(path, handler)', '.all() or .on()'],
    ['src/lib/time.ts', 'x\n'.repeat(251), '251 lines'],
  ])('%s: %s', (path, text, why) => {
    expect(habitFaults({ path, text }).join()).toContain(why)
  })
  it.each([
    ['workers/context.ts', 'const now = Date.now()'],
    ['workers/index.ts', 'export default { fetch }'],
    ['src/lib/time.ts', 'const at = new Date(now)'],
    ['src/lib/time.ts', '// Date.now is not for here'],
    ['src/bookings/queries.ts', 'db.select().from(bookings).all()'],
    ['web/app.tsx', 'await Promise.all([a, b])'],
    ['src/lib/time.ts', 'x\n'.repeat(250)],
  ])('but not %s: %s', (path, text) => {
    expect(habitFaults({ path, text })).toEqual([])
  })
})
