import { sql } from 'drizzle-orm'
import type { OrgId, Role } from '../../src/access/actor.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import type { World } from '../world.ts'

/** A browser: it keeps the cookies it is given, and sends them with every request. */
export function browserOf(place: World, headers: Record<string, string> = {}) {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  async function ask(method: 'GET' | 'POST', path: string, fields?: Record<string, string>, more: Record<string, string> = {}) {
    const response = await place.request(method, path, {
      ...(fields ? { body: new URLSearchParams(fields) } : {}),
      headers: { ...(jar.size ? { cookie: cookie() } : {}), ...headers, ...more },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  return {
    jar,
    get cookie() {
      return cookie()
    },
    get: (path: string, more?: Record<string, string>) => ask('GET', path, undefined, more),
    post: (path: string, fields: Record<string, string> = {}, more?: Record<string, string>) => ask('POST', path, fields, more),
  }
}

/** What opens every link of every email before a person sees it. */
export const scanners = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 SafeLinks',
  'Mimecast URL Protect',
  'Barracuda Link Protection',
  'proofpoint-urldefense/1.0',
  'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0',
]

let count = 0
/** A user with an address and roles, who is signed in nowhere. */
export async function user(place: World, roles: [OrgId, Role][], seed: { address?: string; disabledAt?: number } = {}) {
  const id = place.ctx().newId()
  const address = seed.address ?? `staff${++count}@example.org`
  await place.db.insert(users).values({
    id,
    name: `Staff ${count}`,
    email: await place.vault.seal(address, { column: 'users.email', rowId: id }),
    emailIndex: await place.vault.index('email', address),
    locale: 'en',
    disabledAt: seed.disabledAt ?? null,
    createdAt: place.clock.now,
  })
  for (const [orgId, role] of roles) await place.db.insert(memberships).values({ userId: id, orgId, role, createdAt: place.clock.now })
  return { id, address }
}

/** The secrets that planned emails of one kind carry, oldest first: what a person would find in their mailbox. */
export async function secretsIn(place: World, kind: 'account.sign_in' | 'account.invitation'): Promise<string[]> {
  const rows = await place.db.select().from(messages)
  return Promise.all(
    rows
      .filter((row) => row.kind === kind && row.secret)
      .map((row) => place.vault.open(row.secret as NonNullable<typeof row.secret>, { column: 'messages.secret', rowId: row.recipientId })),
  )
}

/** Every row of every table, as text: equal before and after means that nothing was written. */
export async function dump(place: World): Promise<string> {
  const tables = await place.db.all<{ name: string }>(
    sql`SELECT name AS name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'
        AND name NOT LIKE 'libsql%' AND name NOT LIKE 'd1%' ORDER BY name`,
  )
  const rows = await Promise.all(tables.map(({ name }) => place.db.all(sql`SELECT * FROM ${sql.identifier(name)}`)))
  return JSON.stringify(tables.map(({ name }, i) => [name, rows[i]]))
}
