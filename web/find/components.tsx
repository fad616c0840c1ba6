import type { Fitting } from '../../src/find/actions.ts'
import { isSerious, type Misfit } from '../../src/find/rules.ts'
import { Meta } from '../components/facts.tsx'
import { FillBar } from '../components/fill-bar.tsx'
import { Notice } from '../components/notice.tsx'
import { needText } from '../people/wording.ts'
import type { T } from '../render.tsx'
import { misfitText, waitText } from './wording.ts'

/** Places as they are, and what booking this person now would lead to. */
export const Places = ({ t, session, hasPerson }: { t: T; session: Fitting; hasPerson: boolean }) => (
  <>
    <FillBar
      taken={session.placesTaken}
      capacity={session.capacity}
      label={t('bookings.find.places', { taken: session.placesTaken, capacity: session.capacity, waiting: session.waiting })}
    />
    {hasPerson ? <p>{outlookOf(t, session)}</p> : null}
  </>
)

export function outlookOf(t: T, { outlook }: Pick<Fitting, 'outlook'>): string {
  return outlook.kind === 'place'
    ? t('bookings.find.would_get_place')
    : t('bookings.find.would_wait', { number: outlook.number, why: t(waitText[outlook.why]) })
}

const sentenceOf = (t: T, misfit: Misfit, name: string) =>
  t(misfitText[misfit.kind], { name, need: 'need' in misfit ? t(needText[misfit.need]) : '' })

type MisfitProps = { t: T; misfits: readonly Misfit[]; name: string }

/** What does not fit this person, in words; nothing is hidden because of it. */
export const Misfits = ({ t, misfits, name, title }: MisfitProps & { title?: string }) =>
  misfits.length === 0 ? null : (
    <Notice kind={misfits.some(isSerious) ? 'warning' : 'information'} title={title ?? t('bookings.find.check_first')}>
      <ul>
        {misfits.map((misfit) => (
          <li>{sentenceOf(t, misfit, name)}</li>
        ))}
      </ul>
    </Notice>
  )

/** The same on a card of a list, one line each, so that ten cards do not shout. */
export const MisfitLines = ({ t, misfits, name }: MisfitProps) =>
  misfits.length === 0 ? null : (
    <Meta items={misfits.map((misfit) => ({ icon: isSerious(misfit) ? 'warning' : 'info', text: sentenceOf(t, misfit, name) }))} />
  )
