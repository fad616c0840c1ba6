// The negative controls: the same Worker with two things as one would write them first.

import worker from '../../workers/index.ts'

type Env = Record<string, unknown> & { DB: D1Database }

export default {
  fetch: (request: Request, env: Env, execution: ExecutionContext) =>
    new URL(request.url).pathname.startsWith('/api/sessions/')
      ? bookAfterCounting(request, env)
      : sendBeforeAnswering(request, env, execution),
  scheduled: worker.scheduled,
}

/** Sends its emails before it answers instead of after: the time tells whether there was one. */
async function sendBeforeAnswering(request: Request, env: Env, execution: ExecutionContext): Promise<Response> {
  const work: Promise<unknown>[] = []
  const waiting = Object.assign(Object.create(execution), { waitUntil: (promise: Promise<unknown>) => void work.push(promise) })
  const answer = await worker.fetch(request, env, waiting as ExecutionContext)
  await Promise.all(work)
  return answer
}

/** Counts, compares and inserts: whoever counts at the same time sees the same place free. */
async function bookAfterCounting(request: Request, { DB }: Env): Promise<Response> {
  const sessionId = new URL(request.url).pathname.split('/')[3]
  const { personId } = (await request.json()) as { personId: string }
  const taken = await DB.prepare("SELECT count(*) AS n FROM bookings WHERE session_id = ? AND status = 'booked'")
    .bind(sessionId)
    .first<number>('n')
  const capacity = await DB.prepare('SELECT capacity FROM sessions WHERE id = ?').bind(sessionId).first<number>('capacity')
  const status = (taken ?? 0) < (capacity ?? 0) ? 'booked' : 'waitlisted'
  await DB.prepare(
    `INSERT INTO bookings (id, provider_id, team_id, session_id, group_id, person_id, booked_by, places, is_first_visit, buddy_wish,
       status, answered_status, ticket, step, created_at)
     SELECT ?, s.org_id, p.team_id, s.id, s.group_id, p.id, 'naive', 1, 0, 'unasked', ?, ?, 1, 1, 0
     FROM sessions s, people p WHERE s.id = ? AND p.id = ?`,
  )
    .bind(crypto.randomUUID(), status, status, sessionId, personId)
    .run()
  return Response.json({ status, position: null }, { status: 201 })
}
