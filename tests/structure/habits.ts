import { posix } from 'node:path'
import { standing } from './layers.ts'
import { type Source, withoutComments } from './sources.ts'

const inFeature = ['rules', 'queries', 'actions', 'emails', 'inputs']
const inPages = ['routes', 'page', 'wording', 'components']
const inMessages = ['resend', 'mailbox', 'deliver', 'letters']
const emptyNames = /^(utils?|helpers?|common|misc|shared|index|types|constants)$/
/** The two Workers: wrangler calls what it builds after them. */
const entries = ['workers/index.ts', 'workers/local/index.ts']
const longest = 250

/** What is wrong with the file's name or place, or undefined. */
export function nameFault(path: string): string | undefined {
  if (!/\.(ts|tsx)$/.test(path) || entries.includes(path)) return undefined
  const place = standing(path)
  if (!place)
    return `${path}: only ctx.ts stands right under src/; everything else belongs to a feature, lib, access, db, jobs, http or api.`
  const vague = path.split('/').find((part) => emptyNames.test(part.replace(/\.[^.]*$/, '')))
  if (vague) return `${path}: "${vague}" says nothing about what is inside; name the file after the one thing it does, next to who uses it.`
  if (!/^[a-z0-9./-]+$/.test(path)) return `${path}: file and folder names are lower case with hyphens.`
  if (place.layer === 'feature') {
    const allowed = place.feature === 'messages' ? [...inFeature, ...inMessages] : inFeature
    if (!allowed.includes(place.name))
      return `${path}: a feature has ${allowed.join(', ')} and nothing else; a pure decision goes to rules, a read or statement to queries, a use case to actions.`
  }
  const isFreeInWeb = ['', 'components', 'dev'].includes(place.feature)
  if (place.layer === 'web' && !isFreeInWeb && !inPages.includes(place.name))
    return `${path}: a page folder has ${inPages.join(', ')} and nothing else; shared markup goes to web/components.`
  return undefined
}

const clock: [RegExp, string][] = [
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\b(?!\s*\(\s*[^)\s])/, 'new Date()'],
  [/(?<![\w.]|new )Date\(\s*\)/, 'Date()'],
  [/\bMath\.random\b/, 'Math.random'],
  [/\brandomUUID\b/, 'randomUUID'],
  [/\bTemporal\.Now\b/, 'Temporal.Now'],
  [/\bperformance\.now\b/, 'performance.now'],
]

/** Every habit the file breaks, each with where the code belongs. */
export function habitFaults(source: Source): string[] {
  const place = standing(source.path)
  if (!place || source.path.endsWith('.json')) return []
  const bare = withoutComments(source.text)
  const faults: string[] = []
  const lines = source.text.replace(/\n$/, '').split('\n').length
  if (lines > longest) faults.push(`${lines} lines; a file fits about two screens (at most ${longest}): split it by noun.`)
  if (/\b(TODO|FIXME)\b/.test(source.text)) faults.push('an unfinished mark; finish it, or open an issue and leave no mark.')
  if (place.layer !== 'workers') {
    for (const [pattern, name] of clock)
      if (pattern.test(bare)) faults.push(`${name}; the clock, ids and chance live in workers/context.ts and reach a use case through Ctx.`)
    if (/^\s*export\s+default\b|\bas\s+default\b/m.test(bare))
      faults.push('a default export; export by name, so that a thing has one name everywhere.')
  }
  if (/^\s*export\s*\*/m.test(bare)) faults.push('a barrel; import from the file that has the thing.')
  if (['http', 'api', 'web', 'workers'].includes(place.layer) && registersForAnyMethod(bare))
    faults.push('.all() or .on() on an app; the route walk cannot see them: write .get() or .post() with its guard.')
  return faults.map((fault) => `${source.path}: ${fault}`)
}

/** Promise.all is no route, and .all() without an argument is a query. */
const registersForAnyMethod = (code: string) => /(?<!\bPromise)\.all\((?!\s*\))|\.on\(/.test(code)

/** Two files whose names differ only by extension, such as emails.ts and emails.tsx, are one name too many. */
export function twins(paths: string[]): string[] {
  const seen = new Map<string, string>()
  return paths
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => {
      const stem = posix.join(posix.dirname(path), posix.basename(path).replace(/\.tsx?$/, ''))
      const other = seen.get(stem)
      seen.set(stem, path)
      return other ? [`${path} stands beside ${other}; keep one.`] : []
    })
}
