import { jobRuns } from '../../src/db/schema/jobs.ts'
import { messages, sendBatches } from '../../src/db/schema/messages.ts'
import { jobs } from '../../src/jobs/schedule.ts'
import { days, minutes } from '../../src/lib/time.ts'
import { world } from '../world.ts'

type MessageSeed = Partial<typeof messages.$inferInsert>
type RunSeed = Partial<typeof jobRuns.$inferInsert>

/** A place with a coordinator, where every job ran a moment ago unless a test says otherwise. */
export async function runningPlace() {
  const place = await world()
  const { db, clock, ctx } = place
  const office = await place.organisation('place_office')
  const coordinator = await place.signIn('coordinator', office)
  let count = 0

  const ran = (job: string, seed: RunSeed = {}) =>
    db.insert(jobRuns).values({ id: ctx().newId(), job, startedAt: clock.now, endedAt: clock.now, counts: {}, ...seed })
  const allRan = async () => {
    for (const { name } of jobs) await ran(name)
  }

  async function message(seed: MessageSeed = {}) {
    const times = { dueAt: clock.now - minutes(5), createdAt: clock.now - minutes(5), usefulUntil: clock.now + days(2) }
    const [row] = await db
      .insert(messages)
      .values({
        kind: 'booking.changed',
        recipientKind: 'person',
        recipientId: 'somebody',
        subjectId: 'a-booking',
        dedupeKey: `message-${++count}`,
        status: 'failed',
        outcome: 'bad_address',
        ...times,
        ...seed,
      })
      .returning()
    if (!row) throw new Error('no message')
    return row.id
  }

  async function held(of = 2, earlier = 0) {
    const id = ctx().newId()
    await db.insert(sendBatches).values({
      id,
      status: 'held',
      lastError: 'in_doubt_too_long',
      firstTriedAt: clock.now - days(1),
      nextTryAt: clock.now,
      leasedUntil: 0,
      createdAt: clock.now - days(1) - earlier,
    })
    for (let n = 0; n < of; n++) await message({ status: 'sending', outcome: null, batchId: id })
    return id
  }

  const statuses = async () => (await place.rows.messages()).map(({ status, outcome }) => (outcome ? `${status} ${outcome}` : status))
  const page = async (path: string, headers: Record<string, string> = {}) => {
    const response = await place.get(path, { as: coordinator, headers })
    return { status: response.status, text: await response.text() }
  }
  /** Presses the first button with this word, with what its form carries. */
  async function press(path: string, word: string) {
    const { text } = await page(path)
    const forms = [...text.matchAll(/<form action="([^"]+)"[^>]*><input type="hidden" name="how" value="(\w+)"\/?><button[^>]*>([^<]*)/g)]
    const [, action = '', how = ''] = forms.find(([, , , label]) => label === word) ?? []
    return place.postForm(action, { how }, { as: coordinator })
  }
  return { ...place, press, office, coordinator, ran, allRan, message, held, statuses, page }
}
