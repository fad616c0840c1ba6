import type { PageContext } from '../../../src/http/env.ts'
import { addressOfPage } from '../../../src/http/guard.ts'
import { ownPath } from '../../../src/lib/paths.ts'
import { Details } from '../../components/details.tsx'
import { Form } from '../../components/form.tsx'
import { PageHeading } from '../../components/heading.tsx'
import { render, texts } from '../../render.tsx'

/** What nobody would want to write again. */
const isLong = (value: string) => value.length > 20 && /\s/.test(value)

/** Answers a form that arrived after its sender was signed out. All that was typed goes along, to be sent again once they are back. */
export async function signedOutPage(c: PageContext) {
  const t = texts(c.var.locale)
  const typed = await typedIn(c)
  const written = typed.map(([, value]) => value).filter(isLong)
  return render(
    c,
    { title: t('faults.401.title'), status: 401 },
    <>
      <PageHeading title={t('faults.401.title')} lead={t('faults.401.kept')} />
      <ol class="nhsuk-list nhsuk-list--number">
        <li>
          <a href="/sign-in" target="_blank" rel="noopener">
            {t('faults.401.sign_in')}
          </a>
        </li>
        <li>{t('faults.401.come_back')}</li>
      </ol>
      <Form action={ownPath(addressOfPage(c), '/today')} submit={t('faults.401.send_again')}>
        {typed.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      </Form>
      {written.length > 0 ? (
        <Details summary={t('faults.401.typed')}>{written.flatMap((value) => value.split('\n').map((line) => <p>{line}</p>))}</Details>
      ) : null}
    </>,
  )
}

async function typedIn(c: PageContext): Promise<[string, string][]> {
  const body = await c.req.parseBody({ all: true }).catch(() => ({}))
  return Object.entries(body).flatMap(([name, values]) =>
    [values].flat().flatMap((value): [string, string][] => (typeof value === 'string' ? [[name, value]] : [])),
  )
}
