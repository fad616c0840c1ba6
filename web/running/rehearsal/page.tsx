import type { PageContext } from '../../../src/http/env.ts'
import type { Ahead, Rehearsal, RehearsedDay } from '../../../src/jobs/rehearsal.ts'
import { clock, nearDate } from '../../../src/lib/dates.ts'
import type { Wish } from '../../../src/rehearsal/inputs.ts'
import { rehearsedKinds } from '../../../src/rehearsal/rules.ts'
import { Details } from '../../components/details.tsx'
import { Empty } from '../../components/empty.tsx'
import { Select } from '../../components/field.tsx'
import { Filters } from '../../components/filters.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { Tag, type Tone } from '../../components/tag.tsx'
import { render, type T, type TextKey, texts } from '../../render.tsx'
import { kindName } from '../wording.ts'

const tones = { email: 'good', call: 'waiting', stopped: 'quiet', withdrawn: 'quiet', bounced: 'quiet' } as const satisfies Record<
  Ahead['way'],
  Tone
>
const wayWords = {
  email: 'running.rehearsal.ways.email',
  call: 'running.rehearsal.ways.call',
  stopped: 'running.rehearsal.ways.stopped',
  withdrawn: 'running.rehearsal.ways.withdrawn',
  bounced: 'running.rehearsal.ways.bounced',
} as const satisfies Record<Ahead['way'], TextKey>

/** What would go out in the next two weeks: of the whole place without a name, or to own people. */
export function rehearsalPage(c: PageContext, { days, kinds, rows, next }: Rehearsal, wish: Wish) {
  const t = texts(c.var.locale)
  const path = c.req.path
  const isWhole = path.startsWith('/running')
  const { place } = c.var.ctx
  const addressOf = (change: Partial<Wish>) => {
    const { day, kind, after } = { ...wish, after: undefined, ...change }
    const query = new URLSearchParams({ ...(day ? { day } : {}), ...(kind ? { kind } : {}), ...(after ? { after } : {}) })
    return `${path}${query.size > 0 ? `?${query}` : ''}`
  }
  const named = [...new Set([...rehearsedKinds, ...kinds.map(({ kind }) => kind)])]
  return render(
    c,
    {
      variant: 'staff',
      title: t('running.rehearsal.title'),
      back: isWhole ? <BackLink href="/running" label={t('running.title')} /> : <BackLink href="/people" label={t('people.title')} />,
    },
    <>
      <PageHeading
        title={t('running.rehearsal.title')}
        lead={t(isWhole ? 'running.rehearsal.lead_place' : 'running.rehearsal.lead_team', { zone: place.timeZone })}
      />
      <Filters
        action={path}
        label={t('running.rehearsal.filters')}
        fields={{ day: wish.day ?? '', kind: wish.kind }}
        submit={t('running.rehearsal.filter')}
        clear={{ href: path, label: t('running.rehearsal.clear') }}
      >
        <Select
          name="day"
          label={t('running.rehearsal.day')}
          empty={t('running.rehearsal.every_day')}
          options={days.map(({ day, from }) => ({ value: day, label: nearDate(from, place.timeZone, c.var.locale) }))}
        />
        <Select
          name="kind"
          label={t('running.rehearsal.kind')}
          empty={t('running.rehearsal.every_kind')}
          options={named.map((kind) => ({ value: kind, label: kindName(t, kind) }))}
        />
      </Filters>
      {wish.day ? null : <Days c={c} t={t} days={days} addressOf={addressOf} />}
      <Table
        caption={t('running.rehearsal.list')}
        isCompact
        rows={rows}
        empty={
          <Empty title={t('running.rehearsal.none')}>
            <p>{t('running.rehearsal.none_body')}</p>
          </Empty>
        }
        columns={[
          {
            label: t('running.rehearsal.when'),
            isPlain: true,
            cell: ({ at }) => `${nearDate(at, place.timeZone, c.var.locale)}, ${clock(at, place.timeZone, c.var.locale)}`,
          },
          { label: t('running.rehearsal.what'), isRowHeader: true, cell: ({ kind }) => kindName(t, kind) },
          { label: t('running.rehearsal.whom'), isWide: true, cell: (row) => whom(t, row) },
          { label: t('running.rehearsal.way'), isPlain: true, cell: ({ way }) => <Tag tone={tones[way]}>{t(wayWords[way])}</Tag> },
        ]}
      />
      <Details summary={t('running.rehearsal.left_out')}>
        <ul>
          {(['offers', 'news', 'together', 'alarms'] as const).map((what) => (
            <li>{t(`running.rehearsal.left_out_${what}`)}</li>
          ))}
        </ul>
      </Details>
      <Pagination
        label={t('running.rehearsal.pages')}
        newer={wish.after ? { href: addressOf({}), label: t('running.rehearsal.first') } : undefined}
        older={next ? { href: addressOf({ after: next }), label: t('running.rehearsal.later') } : undefined}
      />
    </>,
  )
}

type DaysProps = { c: PageContext; t: T; days: readonly RehearsedDay[]; addressOf: (change: Partial<Wish>) => string }

const Days = ({ c, t, days, addressOf }: DaysProps) => (
  <Table
    caption={t('running.rehearsal.by_day')}
    rows={days}
    empty={null}
    columns={[
      {
        label: t('running.rehearsal.day'),
        isRowHeader: true,
        cell: ({ day, from }) => <a href={addressOf({ day })}>{nearDate(from, c.var.ctx.place.timeZone, c.var.locale)}</a>,
      },
      { label: t('running.rehearsal.ways.email'), isNumber: true, cell: ({ email }) => email },
      { label: t('running.rehearsal.ways.call'), isNumber: true, cell: ({ call }) => call },
      { label: t('running.rehearsal.not_sent'), isNumber: true, cell: ({ unsent }) => unsent },
    ]}
  />
)

function whom(t: T, { kind, to, org, personId, preferredName }: Ahead) {
  if (personId) return <a href={`/people/${personId}`}>{preferredName}</a>
  if (!org) return t.has(`running.to.${to}`) ? t(`running.to.${to}` as TextKey) : to
  return t(to === 'person' ? 'running.rehearsal.person_of' : to === 'buddy' ? 'running.rehearsal.buddy_of' : staffOf(kind), { org })
}

/** What is written to staff is written to those of one role. */
const staffOf = (kind: Ahead['kind']): TextKey =>
  kind.startsWith('team.') || kind === 'digest.link_worker'
    ? 'running.rehearsal.link_worker_of'
    : kind.startsWith('place.') || kind === 'digest.coordinator'
      ? 'running.rehearsal.coordinator_of'
      : 'running.rehearsal.organiser_of'
