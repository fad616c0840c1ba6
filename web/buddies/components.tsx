// The fields that an application and a profile share, and what buddies put on the coordinator's page of the day.

import type { Child } from 'hono/jsx'
import { permit } from '../../src/access/permit.ts'
import { buddiesNeedingCoordinator } from '../../src/buddies/vetting/actions.ts'
import { buddyCalls } from '../../src/calls/buddies/actions.ts'
import { activityFamilies, families } from '../../src/groups/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import { dayDate, shortDate } from '../../src/lib/dates.ts'
import { dayParts, weekdays } from '../../src/lib/week.ts'
import { LinkButton } from '../components/button.tsx'
import { Checkboxes, Radios } from '../components/choice.tsx'
import { TextArea, TextField } from '../components/field.tsx'
import { Fieldset } from '../components/form.tsx'
import { Tasks } from '../components/work.tsx'
import { familyOptions, languageOptions } from '../groups/wording.ts'
import { type T, texts } from '../render.tsx'
import { weekdayWord } from './wording.ts'

export const ContactFields = ({ t }: { t: T }) => (
  <>
    <TextField
      name="phone"
      type="tel"
      label={t('buddies.apply.phone')}
      hint={t('buddies.apply.phone_hint')}
      autocomplete="tel"
      width={20}
    />
    <TextArea name="about" label={t('buddies.apply.about')} hint={t('buddies.apply.about_hint')} rows={4} />
    <Radios
      name="locale"
      label={t('buddies.apply.locale')}
      options={[
        { value: 'en', label: 'English' },
        { value: 'id', label: 'Bahasa Indonesia' },
      ]}
    />
  </>
)

/** Where, what, in which languages and when. `areas` are those of the place, and any that were chosen before. */
export const WishFields = ({ t, areas }: { t: T; areas: readonly string[] }) => (
  <Fieldset legend={t('buddies.apply.what_suits')} size="l">
    <Checkboxes
      small
      name="areas"
      label={t('buddies.apply.areas')}
      hint={t('buddies.apply.choose_all')}
      columns
      options={areas.map((area) => ({ value: area, label: area }))}
    />
    <Checkboxes
      small
      name="families"
      label={t('buddies.apply.activities')}
      hint={t('buddies.apply.choose_all')}
      options={familyOptions(t)}
    />
    <Checkboxes
      small
      name="languages"
      label={t('buddies.apply.languages')}
      hint={t('buddies.apply.choose_all')}
      options={languageOptions(t)}
      columns
    />
    <Fieldset legend={t('buddies.apply.when')} hint={t('buddies.apply.when_hint')}>
      {dayParts.map((part) => (
        <Checkboxes
          small
          name={part}
          label={t(`buddies.apply.${part}`)}
          columns
          options={weekdays.map((weekday) => ({ value: weekday, label: weekdayWord(t, weekday) }))}
        />
      ))}
    </Fieldset>
  </Fieldset>
)

/** The families of which a buddy likes every activity that there is. */
export const familiesOf = (activities: readonly string[]): string[] =>
  families.filter((family) => activityFamilies[family].some((activity) => activities.includes(activity)))

/** A coordinator's part of the day: applications that wait, checks under way, and checks that run out soon. */
export async function todayFor(c: PageContext): Promise<Child> {
  const granted = c.var.actor && permit(c.var.actor, 'buddy.vet')
  if (!granted) return null
  const t = texts(c.var.locale)
  const { applied, vetting, ending } = await buddiesNeedingCoordinator(c.var.ctx, granted)
  const date = (at: number) => shortDate(at, c.var.ctx.place.timeZone, c.var.locale)
  const look = (buddy: { id: string; name: string }) => (
    <LinkButton small kind="secondary" href={`/buddies/${buddy.id}`} about={t('buddies.today.about', { name: buddy.name })}>
      {t('buddies.today.look')}
    </LinkButton>
  )
  const calls = await buddyCalls(c.var.ctx, granted)
  const tasks = [
    ...(calls.length === 0
      ? []
      : [
          {
            title: t('buddies.today.to_ring', { n: calls.length }),
            why: t('buddies.today.to_ring_why'),
            action: (
              <LinkButton small kind="secondary" href="/buddies">
                {t('buddies.calls.caption')}
              </LinkButton>
            ),
          },
        ]),
    ...applied.map((buddy) => ({
      title: t('buddies.today.applied', { name: buddy.name }),
      why: t('buddies.today.applied_why', { date: date(buddy.createdAt), areas: buddy.areas.join(', ') }),
      action: look(buddy),
    })),
    ...vetting.map((buddy) => ({
      title: t('buddies.today.vetting', { name: buddy.name }),
      why: t('buddies.today.vetting_why'),
      action: look(buddy),
    })),
    ...ending.map((buddy) => ({
      title: t('buddies.today.ending', { name: buddy.name }),
      why: t('buddies.today.ending_why', { date: buddy.checkedUntilOn ? dayDate(buddy.checkedUntilOn, c.var.locale) : '' }),
      action: look(buddy),
    })),
  ]
  return (
    <section>
      <h2>{t('buddies.today.title')}</h2>
      {tasks.length > 0 ? <Tasks tasks={tasks} /> : <p>{t('buddies.today.none')}</p>}
    </section>
  )
}
