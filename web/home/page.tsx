import type { PageContext } from '../../src/http/env.ts'
import { asDialled } from '../../src/lib/phones.ts'
import type { WhatsOnFields } from '../../src/sessions/inputs.ts'
import { whatsOn } from '../../src/sessions/whats-on/queries.ts'
import { cursorAfter, wishOf } from '../../src/sessions/whats-on/rules.ts'
import { Buttons, LinkButton } from '../components/button.tsx'
import { Cards } from '../components/card.tsx'
import { Empty } from '../components/empty.tsx'
import { Hero } from '../components/hero.tsx'
import { Pagination } from '../components/pagination.tsx'
import { reader } from '../groups/wording.ts'
import { render } from '../render.tsx'
import { SessionCard } from '../sessions/components.tsx'
import { addressWith, HowToJoin, WhatsOnFilters } from './components.tsx'

export async function homePage(c: PageContext, wish: WhatsOnFields) {
  const to = reader(c)
  const { t, place, db } = to
  const looked = wishOf(wish, to.zone, to.now)
  const found = await whatsOn(db, looked)
  const next = found.length === looked.limit ? cursorAfter(found.at(-1)) : ''
  return render(
    c,
    { title: t('home.title', { place: place.name }) },
    <>
      <Hero
        title={t('home.hero')}
        lead={t('home.lede', { place: place.name })}
        actions={
          <Buttons inRow>
            <LinkButton href="#on">{t('home.see')}</LinkButton>
            <LinkButton kind="secondary" href="#join">
              {t('home.how_title')}
            </LinkButton>
          </Buttons>
        }
      />
      <h2 id="on">{t('home.coming')}</h2>
      <WhatsOnFilters reader={to} path="/" wish={wish} />
      <p>
        <a href={addressWith('/week', { ...wish, after: '' })}>{t('home.week_link')}</a>
      </p>
      {found.length ? (
        <Cards cards={found.map((session) => <SessionCard reader={to} session={session} />)} />
      ) : (
        <Empty title={t('home.none_title')} level={3}>
          <p>{t('home.none', { phone: asDialled(place.phone) })}</p>
        </Empty>
      )}
      <Pagination
        label={t('home.pages')}
        newer={wish.after ? { href: addressWith('/', { ...wish, after: '' }), label: t('home.first_page') } : undefined}
        older={next ? { href: addressWith('/', { ...wish, after: next }), label: t('home.more') } : undefined}
      />
      <div id="join">
        <HowToJoin reader={to} />
      </div>
    </>,
  )
}
