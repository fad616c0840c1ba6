// A stand-in for Resend that speaks real HTTP on loopback, so that the real SDK talks to it. Each API key has a world of its
// own. It remembers idempotency keys for 24 hours of a clock that the test moves, and its log is the truth of what was accepted.

import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'

/** What happens to one call; calls without a fault are accepted. */
export type Fault =
  | 'none'
  | 'rate_limit'
  | 'quota'
  | 'quota_of_month'
  | 'unauthorised'
  | 'refuse_500'
  | 'refuse_drop'
  | 'refuse_rubbish'
  | 'busy'
  | 'accept_500'
  | 'accept_drop'
  | 'accept_hang'
  | 'accept_rubbish'
  | 'accept_wrong_shape'
  | 'accept_slowly'
export type Control = { now?: number; faults?: Fault[]; badAddresses?: string[]; isStrictOnly?: boolean; headers?: Record<string, string> }
export type Accepted = {
  key: string
  id: string
  at: number
  to: string
  subject: string
  text: string
  html: string
  message: string
  tags: Record<string, string>
}
export type Log = { accepted: Accepted[]; calls: { key: string; answer: string; headers: Record<string, string>; body: string }[] }

type Email = { to: string; subject: string; text: string; html: string; tags: { name: string; value: string }[] }
type Account = Required<Control> & Log & { keys: Map<string, { hash: string; at: number; body: unknown }>; busy: Set<string> }

const day = 24 * 3_600_000
const accounts = new Map<string, Account>()

const server = createServer(async (request, response) => {
  const account = accountOf(request)
  const body = await read(request)
  if (request.url === '/control') return control(account, request, body, response)
  if (request.url === '/emails/batch' && request.method === 'POST') return takeBatch(account, request, body, response)
  answer(response, 404, { name: 'not_found', statusCode: 404, message: 'No such endpoint' })
})

function takeBatch(account: Account, request: IncomingMessage, body: string, response: ServerResponse) {
  const key = String(request.headers['idempotency-key'] ?? '')
  const fault = account.faults.shift() ?? 'none'
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const tell = (said: string, status: number, content: object, more?: Record<string, string>) => {
    account.calls.push({ key, answer: said, headers, body })
    answer(response, status, content, { ...account.headers, ...more })
  }
  const refuse = (status: number, name: string, more?: Record<string, string>) =>
    tell(name, status, { name, statusCode: status, message: name }, more)
  const vanish = (said: string) => {
    account.calls.push({ key, answer: said, headers, body })
    request.socket.destroy()
  }

  if (fault === 'rate_limit') return refuse(429, 'rate_limit_exceeded', { 'retry-after': account.headers['retry-after'] ?? '90' })
  if (fault === 'quota') return refuse(429, 'daily_quota_exceeded')
  if (fault === 'quota_of_month') return refuse(429, 'monthly_quota_exceeded')
  if (fault === 'unauthorised') return refuse(401, 'invalid_api_key')
  if (fault === 'refuse_500') return refuse(500, 'internal_server_error')
  if (fault === 'refuse_drop') return vanish(fault)
  if (fault === 'refuse_rubbish') return rubbish(response, 502)
  if (fault === 'busy' || account.busy.has(key)) return refuse(409, 'concurrent_idempotent_requests')

  const hash = createHash('sha256').update(body).digest('hex')
  const known = account.keys.get(key)
  if (known && account.now - known.at < day) {
    return known.hash === hash ? tell('replayed', 200, known.body as object) : refuse(409, 'invalid_idempotent_request')
  }
  const emails: Email[] = JSON.parse(body)
  const isBad = ({ to }: Email) => account.badAddresses.includes(to)
  const isPermissive = headers['x-batch-validation'] === 'permissive' && !account.isStrictOnly
  if (!isPermissive && emails.some(isBad)) return refuse(422, 'validation_error')

  const accepted = emails.filter((email) => !isBad(email)).map((email) => accept(account, key, email))
  const errors = emails.flatMap((email, index) => (isBad(email) ? [{ index, message: `Invalid \`to\` field: ${email.to}` }] : []))
  const content = { data: accepted.map(({ id }) => ({ id })), ...(isPermissive ? { errors } : {}) }
  account.keys.set(key, { hash, at: account.now, body: content })

  if (fault === 'accept_500') return tell(fault, 500, { name: 'internal_server_error', statusCode: 500, message: 'after accepting' })
  if (fault === 'accept_drop') return vanish(fault)
  if (fault === 'accept_hang') return setTimeout(() => vanish(fault), 400)
  if (fault === 'accept_rubbish') return rubbish(response, 200)
  if (fault === 'accept_wrong_shape') return tell(fault, 200, { data: 'queued' })
  if (fault === 'accept_slowly') {
    account.busy.add(key)
    return setTimeout(() => {
      account.busy.delete(key)
      tell('accepted', 200, content)
    }, 150)
  }
  tell('accepted', 200, content)
}

function accept(account: Account, key: string, { to, subject, text, html, tags }: Email): Accepted {
  const named = Object.fromEntries(tags.map(({ name, value }) => [name, value]))
  const id = `re_${account.accepted.length + 1}`
  const accepted = { key, id, at: account.now, to, subject, text, html, message: named.message ?? '', tags: named }
  account.accepted.push(accepted)
  return accepted
}

function control(account: Account, request: IncomingMessage, body: string, response: ServerResponse) {
  if (request.method === 'POST') Object.assign(account, JSON.parse(body) as Control)
  answer(response, 200, { accepted: account.accepted, calls: account.calls } satisfies Log)
}

function accountOf(request: IncomingMessage): Account {
  const apiKey = request.headers.authorization ?? ''
  const known = accounts.get(apiKey)
  if (known) return known
  const account: Account = {
    now: 0,
    faults: [],
    badAddresses: [],
    isStrictOnly: false,
    headers: {},
    accepted: [],
    calls: [],
    keys: new Map(),
    busy: new Set(),
  }
  accounts.set(apiKey, account)
  return account
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

function answer(response: ServerResponse, status: number, content: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(content))
}

const rubbish = (response: ServerResponse, status: number) =>
  response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Bad gateway')

/** Vitest global setup of the projects that run in workerd. */
export async function setup(project: TestProject) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('resendUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

export const teardown = () => server.close()
