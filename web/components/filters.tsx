import type { PropsWithChildren } from 'hono/jsx'
import { Button, Buttons } from './button.tsx'
import { Details } from './details.tsx'
import { Form } from './form.tsx'
import type { Fields } from './form-context.tsx'
import { Icon } from './icon.tsx'

type FiltersProps = PropsWithChildren<{
  /** The page's own address: the filters go into its query, so that a list can be bookmarked and sent. */
  action: string
  label: string
  fields: Fields
  submit: string
  /** On a phone behind their label until somebody wants them, where the list is what most people come for. */
  foldsOnPhone?: boolean | undefined
  clear?: { href: string; label: string } | undefined
  /** Filters in force, each with the address without it. */
  chosen?: readonly { label: string; href: string; removeLabel: string }[] | undefined
}>

export const Filters = ({ action, label, fields, submit, foldsOnPhone, clear, chosen, children }: FiltersProps) => {
  const form = (
    <Form action={action} method="get" fields={fields} wide>
      {children}
      <Buttons>
        <Button kind="secondary" small>
          {submit}
        </Button>
        {clear ? <a href={clear.href}>{clear.label}</a> : null}
      </Buttons>
    </Form>
  )
  return (
    <>
      <search class={foldsOnPhone ? 'al-filters al-filters--fold' : 'al-filters'} aria-label={label}>
        {foldsOnPhone ? (
          <Details summary={label} isOpen={clear !== undefined}>
            {form}
          </Details>
        ) : (
          form
        )}
      </search>
      {chosen?.length ? (
        <ul class="al-chosen">
          {chosen.map((filter) => (
            <li>
              <a href={filter.href}>
                {filter.label}
                <span class="al-hidden">, {filter.removeLabel}</span>
                <Icon name="cross" />
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}
