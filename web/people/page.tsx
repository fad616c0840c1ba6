import { HTTPException } from 'hono/http-exception'
import type { PageContext } from '../../src/http/env.ts'
import type { Form } from '../../src/http/input.ts'
import { shortDate } from '../../src/lib/dates.ts'
import type { ListedPerson, People } from '../../src/people/reading/actions.ts'
import { Buttons, LinkButton, PostButton } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { TextField } from '../components/field.tsx'
import { Form as FormOf } from '../components/form.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Pagination } from '../components/pagination.tsx'
import { SubNav } from '../components/sub-nav.tsx'
import { Table } from '../components/table.tsx'
import { errorsOf, render, type T, texts } from '../render.tsx'
import { reachText } from './wording.ts'

/** The same answer for a person who does not exist and for one of another team. */
export function noSuchPerson(): never {
  throw new HTTPException(404)
}

export function peoplePage(c: PageContext, { people, next }: People, isMine: boolean) {
  const t = texts(c.var.locale)
  const filter = isMine ? '&mine=yes' : ''
  return render(
    c,
    { title: t('people.title'), variant: 'staff' },
    <>
      <PageHeading
        title={t('people.title')}
        lead={t('people.lead')}
        aside={<LinkButton href="/people/new">{t('people.add')}</LinkButton>}
      />
      <SearchForm t={t} />
      <SubNav
        label={t('people.whose')}
        items={[
          { href: '/people', label: t('people.of_team'), isCurrent: !isMine },
          { href: '/people?mine=yes', label: t('people.mine'), isCurrent: isMine },
          { href: '/calls', label: t('people.calls.title') },
          { href: '/rehearsal', label: t('running.rehearsal.title') },
          { href: '/retention', label: t('rights.retention.title') },
        ]}
      />
      <PeopleTable
        c={c}
        people={people}
        empty={
          <Empty title={t('people.empty.title')} action={<LinkButton href="/people/new">{t('people.add')}</LinkButton>}>
            <p>{t('people.empty.body')}</p>
          </Empty>
        }
      />
      <Pagination
        label={t('people.pages')}
        older={next ? { href: `/people?after=${next}${filter}`, label: t('people.older') } : undefined}
      />
    </>,
  )
}

type Search = { q: string; after: string }

export function searchPage(c: PageContext, typed: Form<Search>, found: People | undefined) {
  const t = texts(c.var.locale)
  const errors = errorsOf(typed, t)
  const q = typed.ok ? typed.value.q : ''
  return render(
    c,
    {
      title: t('people.search.title'),
      variant: 'staff',
      back: <BackLink href="/people" label={t('people.title')} />,
      ...(typed.ok ? {} : { errors }),
    },
    <>
      <PageHeading title={t('people.search.title')} />
      <SearchForm t={t} typed={typed} />
      {found ? (
        <>
          <PeopleTable
            c={c}
            people={found.people}
            empty={
              <Empty title={found.next ? t('people.search.none_yet') : t('people.search.none')}>
                <p>{found.next ? t('people.search.go_on_body') : t('people.search.none_body')}</p>
              </Empty>
            }
          />
          <Buttons>
            {found.next ? (
              <PostButton action="/people/search" hidden={{ q, after: found.next }} kind="secondary">
                {t('people.search.go_on')}
              </PostButton>
            ) : null}
            <LinkButton kind="secondary" href="/people/new">
              {t('people.add')}
            </LinkButton>
          </Buttons>
        </>
      ) : null}
    </>,
  )
}

const SearchForm = ({ t, typed }: { t: T; typed?: Form<Search> }) => (
  <FormOf
    action="/people/search"
    fields={typed?.typed ?? {}}
    errors={typed ? errorsOf(typed, t) : {}}
    errorPrefix={t('site.error_prefix')}
    submit={t('people.search.submit')}
  >
    <TextField
      name="q"
      type="search"
      label={t('people.search.label')}
      hint={t('people.search.hint')}
      autocomplete="off"
      spellcheck={false}
    />
  </FormOf>
)

function PeopleTable({ c, people, empty }: { c: PageContext; people: readonly ListedPerson[]; empty: ReturnType<typeof Empty> }) {
  const t = texts(c.var.locale)
  const { timeZone } = c.var.ctx.place
  return (
    <Table
      caption={t('people.title')}
      isCaptionHidden
      isCompact
      columns={[
        { label: t('people.columns.name'), isRowHeader: true, cell: (row) => <a href={`/people/${row.id}`}>{row.name}</a> },
        { label: t('people.columns.called'), isExtra: true, cell: (row) => row.preferredName },
        { label: t('people.columns.area'), isExtra: true, cell: (row) => row.area || t('people.not_said') },
        { label: t('people.columns.reach'), isExtra: true, cell: (row) => t(reachText[row.reachBy]) },
        {
          label: t('people.columns.next'),
          isPlain: true,
          cell: (row) => (row.nextAt === null ? t('people.nothing_ahead') : shortDate(row.nextAt, timeZone, c.var.locale)),
        },
        { label: t('people.columns.link_worker'), isPlain: true, cell: (row) => row.linkWorker ?? t('people.nobody') },
        { label: t('people.columns.added'), isExtra: true, cell: (row) => shortDate(row.createdAt, timeZone, c.var.locale) },
      ]}
      rows={people}
      empty={empty}
    />
  )
}
