import { permit } from '../../src/access/permit.ts'
import { goalRatings, goals } from '../../src/db/schema/listening.ts'
import { memberships } from '../../src/db/schema/organisations.ts'
import { outcomes, questionnaires, type Wave } from '../../src/db/schema/outcomes.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { days } from '../../src/lib/time.ts'
import { planOutcomes } from '../../src/outcomes/planning/actions.ts'
import { type World, world } from '../world.ts'

/** What somebody answers who answers everything. */
export const everything = {
  language: 'en',
  ...{ satisfied: '4', worthwhile: '5', happy: '6', anxious: '7' },
  ...{ companionship: '3', left_out: '2', isolated: '1', lonely: '2', confidence: '3', gp_visits: '4' },
}

export type Stage = Awaited<ReturnType<typeof stage>>

/** A team with a link worker who leads it, and people whose support begins now. */
export async function stage(settings: Parameters<typeof world>[0] = {}) {
  const place = await world(settings)
  const { db } = place
  const team = await place.organisation('referral_team')
  const linkWorker = await place.signIn('link_worker', team)
  await db.update(memberships).set({ isLead: true })

  /** `supportingAt` is now unless said otherwise. */
  async function supported(seed: Parameters<World['person']>[1] = {}, referral: Partial<typeof referrals.$inferInsert> = {}) {
    const personId = await place.person(team, { linkWorkerId: linkWorker.id, ...seed })
    const now = place.clock.now
    const referralId = place.ctx().newId()
    await db.insert(referrals).values({
      id: referralId,
      ...{ teamId: team, personId, source: 'self' as const, via: 'link_worker' as const, reasons: [], tells: [], step: 1 },
      ...{ status: 'supporting' as const, receivedAt: now, contactDueAt: now, answerDueAt: now, consentAt: now, createdAt: now },
      supportingAt: now,
      ...referral,
    })
    return { personId, referralId }
  }

  async function goal(personId: string, words: string) {
    const id = place.ctx().newId()
    await db.insert(goals).values({
      id,
      teamId: team,
      personId,
      words: await place.vault.seal(words, { column: 'goals.words', rowId: id }),
      status: 'active',
      step: 1,
      createdAt: place.clock.now,
    })
    return id
  }

  const job = async () => {
    const granted = permit({ kind: 'system', id: 'plan-outcomes' }, 'work.scheduled')
    if (!granted) throw new Error('no job may work')
    return planOutcomes(place.ctx(), granted)
  }
  const asked = () => db.select().from(questionnaires).orderBy(questionnaires.dueAt, questionnaires.id)
  const of = async (personId: string, wave: Wave) => {
    const row = (await asked()).find((one) => one.personId === personId && one.wave === wave)
    if (!row) throw new Error(`nothing planned for ${wave}`)
    return row
  }
  const path = async (questionnaireId: string, version = 0) =>
    `/how-are-you/${await place.links.sign({ purpose: 'outcome', subjectId: questionnaireId, version, expiresAt: place.clock.now + days(28) })}`

  return {
    ...place,
    ...{ team, linkWorker, supported, goal, job, asked, of, path },
    kept: () => db.select().from(outcomes),
    ratings: () => db.select().from(goalRatings),
    mail: async (kind: string) => (await place.rows.messages()).filter((message) => message.kind === kind),
  }
}
