import { posix } from 'node:path'
import type { Import } from './sources.ts'

/** Where a file stands. A feature is the folder right under src/ or web/; its sub-folders belong to it. */
export type Standing = { layer: Layer; feature: string; name: string }
type Layer = 'lib' | 'access' | 'db' | 'feature' | 'jobs' | 'http' | 'api' | 'web' | 'workers'

const height: Record<Layer, number> = { lib: 0, access: 1, db: 2, feature: 3, jobs: 4, http: 4, api: 5, web: 5, workers: 6 }
const ladder = 'lib <- access <- db, ctx.ts <- features <- jobs, http <- api, web <- workers'

export function standing(path: string): Standing | undefined {
  const [top = '', second = '', ...deeper] = path.split('/')
  const name = posix.basename(path).replace(/\.[^/]*$/, '')
  if (top === 'workers') return { layer: 'workers', feature: '', name }
  if (top === 'web') return { layer: 'web', feature: deeper.length > 0 ? second : '', name }
  if (path === 'src/ctx.ts') return { layer: 'db', feature: '', name }
  if (top !== 'src' || deeper.length === 0) return undefined
  if (second === 'lib' || second === 'access' || second === 'db' || second === 'jobs' || second === 'http' || second === 'api')
    return { layer: second, feature: '', name }
  return { layer: 'feature', feature: second, name }
}

/** The sentence that says what is wrong with this import and where the code belongs, or undefined when it is allowed. */
export function importFault({ from, to }: Import): string | undefined {
  const importer = standing(from)
  if (!importer) return undefined
  const reason = /^(src|web|workers|tests|migrations)\//.test(to) ? wall(importer, to) : packageFault(importer, from, to)
  return reason && `${from} imports ${to}: ${reason}`
}

function wall(importer: Standing, to: string): string | undefined {
  if (/^(tests|migrations)\//.test(to)) return 'the product knows nothing of its tests; move what it needs under src/.'
  const target = standing(to)
  if (!target) return undefined
  if (importer.name === 'rules' && importer.layer === 'feature') return rulesWall(target, to)
  if (height[target.layer] > height[importer.layer])
    return `imports go down only (${ladder}); move the shared part to ${importer.layer} or below, or pass it in as an argument.`
  // The whole application is put together in one place, the API included.
  if (importer.feature === '' && importer.name === 'app' && to === 'src/api/routes.ts') return undefined
  if (target.layer !== importer.layer)
    return height[target.layer] === height[importer.layer]
      ? `${importer.layer} and ${target.layer} stand side by side; move what both need to ${target.layer === 'web' || target.layer === 'api' ? 'src/http' : 'a feature or src/lib'}.`
      : emailsOnlyFromActions(importer, target)
  if (importer.layer === 'feature') return importer.feature === target.feature ? inside(importer, target) : between(to, target)
  if (importer.layer === 'web') return betweenPages(importer, target)
  return undefined
}

// The states of a row are typed beside its table; rules take those types and nothing that runs.
const rulesWall = (target: Standing, to: string) =>
  target.layer === 'lib' || to.startsWith('src/db/schema/') || (target.layer === 'feature' && target.name === 'rules')
    ? undefined
    : 'rules.ts is pure and imports only rules.ts files and src/lib; pass the facts in as arguments, and load them in actions.ts.'

const emailsOnlyFromActions = (importer: Standing, target: Standing) =>
  target.layer === 'feature' && target.name === 'emails' && importer.layer !== 'jobs' && importer.layer !== 'workers'
    ? 'emails are rendered at delivery, by a job; a page or an API route writes a message row through a use case in actions.ts.'
    : undefined

function inside(importer: Standing, target: Standing): string | undefined {
  const allowed: Record<string, readonly string[]> = {
    queries: ['rules', 'queries', 'inputs'],
    inputs: ['rules', 'inputs'],
    emails: ['rules', 'emails', 'inputs'],
  }
  const names = allowed[importer.name]
  if (!names || names.includes(target.name) || isData(target.name)) return undefined
  return `inside a feature ${importer.name} imports only ${names.join(', ')}; what needs ${target.name} belongs in actions.ts.`
}

const between = (to: string, target: Standing) =>
  target.name === 'rules' || target.name === 'queries' || to.endsWith('.json')
    ? undefined
    : 'between features only rules and queries are shared; put the decision in its rules.ts, the read or the statement in its queries.ts, or the shared piece in src/lib.'

function betweenPages(importer: Standing, target: Standing): string | undefined {
  const shared = ['', 'components', 'locales', 'styles', 'assets']
  if (importer.feature === 'components' && !shared.includes(target.feature))
    return 'web/components knows no feature; pass what it shows as props.'
  if (importer.feature === '' || importer.feature === target.feature || shared.includes(target.feature)) {
    return target.feature === '' && target.name === 'app'
      ? 'app.tsx imports the pages, never the other way round; share through web/components.'
      : undefined
  }
  if (target.name === 'components' || target.name === 'wording') return undefined
  return 'between page folders only components and wording are shared; move the markup to web/components.'
}

const isData = (name: string) => name === 'en' || name === 'id'

function packageFault(importer: Standing, from: string, to: string): string | undefined {
  const isFeature = importer.layer === 'feature'
  const is = (name: string) => to === name || to.startsWith(`${name}/`)
  if (is('drizzle-orm') && importer.layer !== 'db' && !(from.startsWith('src/') && importer.name === 'queries'))
    return 'drizzle-orm is for src/db and queries.ts; write the read or the statement as a function in queries.ts.'
  if (is('@libsql/client') && importer.layer !== 'db' && !from.startsWith('workers/local/setup/'))
    return 'the engine has one door: src/db/connect.ts.'
  if (is('resend') && from !== 'src/messages/resend.ts') return 'the provider is known in src/messages/resend.ts only.'
  if (to.startsWith('cloudflare:') && importer.layer !== 'workers')
    return 'the runtime is read in workers/ only and reaches the rest through Ctx.'
  // What starts and builds the place on a developer's machine runs on Node.
  if (to.startsWith('node:') && !from.startsWith('workers/local/')) return 'Workers have no Node modules; use the web platform, or src/lib.'
  if (is('hono') && to !== 'hono/jsx' && to !== 'hono/html' && height[importer.layer] < height.http)
    return 'nothing below src/http knows HTTP; take plain arguments and return a Result.'
  if (is('hono-openapi') && height[importer.layer] < height.http) return 'OpenAPI belongs to src/api and src/http.'
  if (is('hono') && importer.layer === 'jobs') return 'a job knows no HTTP; it calls the use case that a person would.'
  if (isFeature && importer.name === 'rules') return 'rules.ts is pure and imports no package; wrap what it needs in src/lib.'
  return undefined
}

/** The first ring of features that import each other, as 'a -> b -> a'; undefined when there is none. */
export function featureCycle(imports: Import[]): string | undefined {
  const edges = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    const [a, b] = [standing(from), standing(to)]
    if (a?.layer !== 'feature' || b?.layer !== 'feature' || a.feature === b.feature || to.endsWith('.json')) continue
    edges.set(a.feature, (edges.get(a.feature) ?? new Set()).add(b.feature))
  }
  const finished = new Set<string>()
  const visit = (feature: string, trail: string[]): string | undefined => {
    if (trail.includes(feature)) return [...trail.slice(trail.indexOf(feature)), feature].join(' -> ')
    if (finished.has(feature)) return undefined
    for (const next of edges.get(feature) ?? []) {
      const ring = visit(next, [...trail, feature])
      if (ring) return ring
    }
    finished.add(feature)
    return undefined
  }
  for (const feature of edges.keys()) {
    const ring = visit(feature, [])
    if (ring) return `${ring}: two features that need each other share a rule; move it to the one that can stand alone, or to src/lib.`
  }
  return undefined
}
