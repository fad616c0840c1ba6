import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { people } from '../../src/db/schema/people.ts'
import { toBase64Url } from '../../src/lib/encoding.ts'
import { openVault } from '../../src/lib/seal.ts'
import { editPerson } from '../../src/people/actions.ts'
import { openFields, type SealedField } from '../../src/people/queries.ts'
import { openPerson } from '../../src/people/reading/actions.ts'
import { world } from '../world.ts'
import { addTyped, team } from './world.ts'

const fields: SealedField[] = ['name', 'preferredName', 'birthDate', 'email', 'phone', 'carer', 'notes', 'consentWords']

describe('a sealed value', () => {
  it('does not open in another row or in another column', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const [a, b] = [await addTyped(place, linkWorker), await addTyped(place, linkWorker, { evenIfDuplicate: 'yes' })]
    const [one] = await place.db.select().from(people).where(eq(people.id, a))
    if (!one) throw new Error('nobody')
    for (const field of fields) {
      await expect(openFields(place.vault, { ...one, id: b }, [field])).rejects.toThrow()
      const other = fields[(fields.indexOf(field) + 1) % fields.length] as SealedField
      await expect(openFields(place.vault, { ...one, [other]: one[field] }, [other])).rejects.toThrow()
    }
    await place.db.update(people).set({ notes: one.notes }).where(eq(people.id, b))
    expect((await place.get(`/people/${b}`, { as: linkWorker })).status).toBe(500)
    expect((await place.get(`/people/${a}`, { as: linkWorker })).status).toBe(200)
  })

  it('opens after the keys rotate; new and edited rows are sealed with the new key, and old ones are still found', async () => {
    const place = await world()
    const { linkWorker, orgId } = await team(place)
    const id = await addTyped(place, linkWorker)
    const key = (letter: string) => toBase64Url(new TextEncoder().encode(letter.repeat(32)))
    const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
    const vault = await openVault({
      sealing: [
        { id: 'k2', key: key('t') },
        { id: 'k1', key: key('s') },
      ],
      indexing: key('i'),
      randomBytes,
    })
    const ctx = { ...place.ctx(), vault }
    const actor = {
      kind: 'user' as const,
      id: linkWorker.id,
      signInId: 'x',
      name: linkWorker.name,
      memberships: [{ orgId, role: 'link_worker' as const }],
    }
    const [see, manage] = [permit(actor, 'person.see'), permit(actor, 'person.manage')]
    if (!see || !manage) throw new Error('no permit')

    const before = await openPerson(ctx, see, { personId: id, why: 'page' })
    if (!before.ok) throw new Error(before.reason)
    expect(before.value).toMatchObject({ name: 'Annabel Fairweather', carer: { phone: '+441632960124' } })
    const row = async () => (await place.db.select().from(people).where(eq(people.id, id)))[0]
    const old = await row()
    const { name, preferredName, birthDate, email, phone, notes, consentWords } = before.value
    const edit = {
      name,
      preferredName,
      birthDate,
      email,
      phone,
      notes,
      consentWords,
      consentOn: '2026-06-01',
      step: 1,
      linkWorkerId: undefined,
    }
    const more = { language: 'en', reachBy: 'email', area: '', accessNeeds: [], sharesAccessNeeds: false, agreesToWhatsapp: false } as const
    const carer = { carerName: 'Bertram', carerRelation: '', carerEmail: undefined, carerPhone: '+441632960124' }
    expect(await editPerson(ctx, manage, { ...edit, ...more, ...carer, accessNeeds: [], personId: id })).toMatchObject({ ok: true })
    const fresh = await row()
    for (const field of fields) {
      expect(old?.[field], field).toMatch(/^k1\./)
      expect(fresh?.[field], field).toMatch(/^k2\./)
    }
    expect(fresh?.emailIndex).toBe(old?.emailIndex)
    await expect(openFields(place.vault, fresh as never, ['name'])).rejects.toThrow()
  })
})
