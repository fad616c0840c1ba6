// The local mailbox: every email that would have been sent, so that each journey can be clicked through without an account.

import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { AppEnv } from '../../src/http/env.ts'
import { localOnly } from '../../src/http/guard.ts'
import { csp } from '../../src/http/headers.ts'
import { query } from '../../src/http/input.ts'
import { clock, shortDate } from '../../src/lib/dates.ts'
import { type Post, readLetter, readMailbox } from '../../src/messages/mailbox.ts'
import { Empty } from '../components/empty.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Pagination } from '../components/pagination.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { Table } from '../components/table.tsx'
import { render, texts } from '../render.tsx'

const perPage = 50
const rowId = v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/), v.transform(Number))
const Older = v.object({ before: v.optional(rowId) })

export const mailbox = new Hono<AppEnv>()
  .get('/', localOnly, query(Older), async (c) => {
    const { before } = c.req.valid('query')
    const letters = await readMailbox(c.var.ctx, { limit: perPage, ...(before === undefined ? {} : { before }) })
    return listPage(c, letters, before !== undefined)
  })

  .get('/:id', localOnly, async (c) => letterPage(c, await letterOf(c)))

  .get('/:id/html', localOnly, async (c) => {
    const { html } = await letterOf(c)
    c.header('content-security-policy', letterCsp)
    return c.html(openingOnTop(html))
  })

async function letterOf(c: Context<AppEnv>): Promise<Post> {
  const id = v.safeParse(rowId, c.req.param('id'))
  const letter = id.success ? await readLetter(c.var.ctx, id.output) : undefined
  if (!letter) throw new HTTPException(404)
  return letter
}

function listPage(c: Context<AppEnv>, letters: readonly Post[], isOlder: boolean) {
  const t = texts(c.var.locale)
  const last = letters.at(-1)
  const empty = (
    <Empty title={t('dev.mailbox.empty_title')}>
      <p>{t('dev.mailbox.empty')}</p>
    </Empty>
  )
  return render(
    c,
    { title: t('dev.mailbox.title') },
    <>
      <PageHeading title={t('dev.mailbox.title')} lead={t('dev.mailbox.lead')} />
      <Table
        caption={t('dev.mailbox.caption')}
        isCaptionHidden
        rows={letters}
        empty={empty}
        columns={[
          { label: t('dev.mailbox.subject'), isRowHeader: true, cell: (row) => <a href={`/dev/mailbox/${row.id}`}>{row.subject}</a> },
          { label: t('dev.mailbox.to'), cell: (row) => row.to },
          { label: t('dev.mailbox.received'), cell: (row) => received(c, row) },
        ]}
      />
      <Pagination
        label={t('dev.mailbox.pages')}
        newer={isOlder ? { href: '/dev/mailbox', label: t('dev.mailbox.newest') } : undefined}
        older={last && letters.length === perPage ? { href: `/dev/mailbox?before=${last.id}`, label: t('dev.mailbox.older') } : undefined}
      />
    </>,
  )
}

function letterPage(c: Context<AppEnv>, letter: Post) {
  const t = texts(c.var.locale)
  const headers = Object.entries(letter.headers ?? {})
  c.header('content-security-policy', `${csp}; frame-src 'self'`)
  return render(
    c,
    { title: letter.subject, back: <BackLink href="/dev/mailbox" label={t('dev.mailbox.back')} /> },
    <>
      <PageHeading title={letter.subject} />
      <SummaryList
        rows={[
          { key: t('dev.mailbox.to'), value: letter.to },
          { key: t('dev.mailbox.from'), value: letter.from },
          { key: t('dev.mailbox.reply_to'), value: letter.replyTo },
          { key: t('dev.mailbox.received'), value: received(c, letter) },
          ...(headers.length > 0
            ? [{ key: t('dev.mailbox.headers'), value: headers.map(([name, value]) => <div>{`${name}: ${value}`}</div>) }]
            : []),
        ]}
      />
      <h2>{t('dev.mailbox.html')}</h2>
      <p>
        <a href={`/dev/mailbox/${letter.id}/html`}>{t('dev.mailbox.html_alone')}</a>
      </p>
      <iframe
        src={`/dev/mailbox/${letter.id}/html`}
        title={t('dev.mailbox.html_frame', { subject: letter.subject })}
        sandbox={sandbox}
        width="100%"
        height="640"
      />
      <h2>{t('dev.mailbox.text')}</h2>
      {letter.text.split(/\n{2,}/).map((paragraph) => (
        <p>{withLinks(paragraph)}</p>
      ))}
    </>,
  )
}

const received = (c: Context<AppEnv>, { receivedAt }: Post) => {
  const { timeZone } = c.var.ctx.place
  return `${shortDate(receivedAt, timeZone, c.var.locale)}, ${clock(receivedAt, timeZone, c.var.locale)}`
}

/** Lines as lines, addresses as links. */
const withLinks = (paragraph: string) =>
  paragraph.split('\n').map((line, at) => (
    <>
      {at > 0 ? <br /> : null}
      {line.split(/(https?:\/\/[^\s<>"]+)/).map((part, n) => (n % 2 === 1 ? <a href={part}>{part}</a> : part))}
    </>
  ))

// A click on a link leads the whole page there; nothing else that an email brings may happen.
const sandbox = 'allow-top-navigation-by-user-activation'
const letterCsp = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  `sandbox ${sandbox}`,
].join('; ')

/** Links of the letter lead out of the frame that it is shown in. */
function openingOnTop(html: string): string {
  const base = '<base target="_top">'
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html
}
