import type { BuddyCall } from '../../../src/calls/buddies/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { at, RingBy } from '../../calls/components.tsx'
import { PostButton } from '../../components/button.tsx'
import { Phone } from '../../components/phone.tsx'
import { Table } from '../../components/table.tsx'
import { texts } from '../../render.tsx'
import { callTopic, callWhy } from '../wording.ts'

/** Buddies whom no email told of a visit: whom to ring, by when, what to say, and that it is done. */
export function BuddyCalls({ c, calls }: { c: PageContext; calls: readonly BuddyCall[] }) {
  const t = texts(c.var.locale)
  if (calls.length === 0) return null
  return (
    <Table
      caption={t('buddies.calls.caption')}
      isCompact
      rows={calls}
      empty={null}
      columns={[
        { label: t('people.calls.who'), isRowHeader: true, cell: (row) => <a href={`/buddies/${row.buddyId}`}>{row.name}</a> },
        { label: t('people.calls.ring'), isBeside: true, cell: (row) => <Phone number={row.phone} /> },
        { label: t('people.calls.ring_by'), cell: (row) => <RingBy c={c} call={row} /> },
        {
          label: t('people.calls.why'),
          isWide: true,
          cell: (row) => (
            <>
              {t(callTopic[row.topic], { group: row.groupName, when: at(c, row.startsAt) })} {t(callWhy[row.why] ?? 'calls.whys.failed')}
              <p class="al-muted" lang={row.language}>
                {row.say.join(' ')}
              </p>
            </>
          ),
        },
        {
          label: t('people.calls.done'),
          isWide: true,
          cell: (row) => (
            <PostButton
              small
              kind="secondary"
              action={`/buddies/to-ring/${row.id}`}
              about={t('people.calls.about_person', { name: row.name })}
            >
              {t('calls.buttons.told')}
            </PostButton>
          ),
        },
      ]}
    />
  )
}
