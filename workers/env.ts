// What the Worker is configured with. A missing or malformed value stops it with a sentence that names the setting.

import * as v from 'valibot'
import { NotConfigured } from '../src/lib/log.ts'

const key = v.pipe(v.string(), v.regex(/^[\w-]{43}$/, 'must be 32 random bytes as base64url; `npm run setup:place` makes one'))

const count = (least: number, most: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,6}$/, 'must be a number'), v.transform(Number), v.minValue(least), v.maxValue(most))

const Settings = v.object({
  /** The address people see, e.g. https://alongside.example.org. Links in emails begin with it. */
  PUBLIC_ORIGIN: v.pipe(
    v.string(),
    v.url(),
    v.transform((url) => new URL(url).origin),
  ),
  /** `id:key` pairs, newest first: the first seals personal data, all of them open it. */
  SEALING_KEYS: v.pipe(
    v.string(),
    v.transform((text) => text.split(',').map((pair) => ({ id: pair.trim().split(':')[0] ?? '', key: pair.trim().split(':')[1] ?? '' }))),
    v.array(v.object({ id: v.pipe(v.string(), v.regex(/^\w{1,12}$/, 'needs an id before the colon')), key })),
    v.nonEmpty('needs at least one key'),
  ),
  INDEX_KEY: key,
  /** Keys of signed links, newest first: the first signs, all of them are accepted. */
  LINK_KEYS: v.pipe(
    v.string(),
    v.transform((text) => text.split(',').map((one) => one.trim())),
    v.array(key),
    v.nonEmpty('needs at least one key'),
  ),
  LIBSQL_URL: v.optional(v.pipe(v.string(), v.regex(/^(libsql|https?):\/\//, 'must be a libsql:, https: or http: address'))),
  LIBSQL_TOKEN: v.optional(v.string()),
  RESEND_API_KEY: v.optional(v.pipe(v.string(), v.minLength(8, 'is too short to be a key'))),
  /** What Resend signs its webhooks with (`whsec_…`), newest first; several while one is being replaced. */
  RESEND_WEBHOOK_SECRET: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) =>
        text
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean),
      ),
      v.array(v.pipe(v.string(), v.regex(/^whsec_[A-Za-z0-9+/]{24,}={0,2}$/, 'must be `whsec_…`, as Resend shows it'))),
    ),
    '',
  ),
  RESEND_BASE_URL: v.optional(v.pipe(v.string(), v.url())),
  /** `Name <address>` or an address: the provider takes only senders of a domain that was shown to be yours, so there is none to fall back on. */
  EMAIL_FROM: v.optional(
    v.pipe(v.string(), v.regex(/^([^<>]*<[^<>\s]+@[^<>\s]+>|[^<>\s]+@[^<>\s]+)$/, 'must be `Name <address>` or an address')),
  ),
  /**
   * What one run of scheduled work may do at the most, before it leaves the rest to the next: statements to the database, and
   * seconds. The defaults fit the paid plan of Workers, where D1 answers 1,000 queries an invocation; the free one answers 50.
   */
  RUN_STATEMENTS: v.optional(count(10, 100_000), '900'),
  RUN_SECONDS: v.optional(count(5, 600), '50'),
  /** An address that is asked for every minute as long as all scheduled work runs: a monitor outside the place misses it. */
  HEARTBEAT_URL: v.optional(v.pipe(v.string(), v.regex(/^https?:\/\//, 'must be an https: address'), v.url())),
  /** 'yes' on a developer's machine only: the mailbox, demo sign-in and galleries exist then. */
  LOCAL_MODE: v.optional(v.picklist(['yes', 'no']), 'no'),
})

export type Settings = v.InferOutput<typeof Settings>
/** `WORK` is there where a place has Cloudflare Queues (wrangler.toml). */
export type Env = Record<string, unknown> & { DB?: D1Database; ASSETS?: Fetcher; WORK?: Queue<{ job: string }> }

export const queueOf = ({ WORK }: Env): Env['WORK'] => WORK

/** The library's own sentences quote what was received, which may be a key. */
const wordsOf = ({ message }: v.BaseIssue<unknown>) => message.split(/:? (?:but )?received /i)[0]

const read = new WeakMap<object, Settings>()

/** The validated settings; throws one error that names every setting that is wrong, never its value. */
export function settingsOf(env: Env): Settings {
  const known = read.get(env)
  if (known) return known
  const parsed = v.safeParse(Settings, env)
  if (!parsed.success) {
    const faults = parsed.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.received === 'undefined' ? 'is missing' : wordsOf(issue)}`)
    throw new NotConfigured(`This place is not configured. See "Configure" in the README.\n${faults.join('\n')}`)
  }
  read.set(env, parsed.output)
  return parsed.output
}
