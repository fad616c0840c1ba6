import { raw } from 'hono/html'
import type { PropsWithChildren } from 'hono/jsx'
import { Fragment } from 'hono/jsx/jsx-runtime'

/** What was typed, by field name: a name that occurs several times has a list. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>
/** What is wrong, by field name; the name 'form' is the form as a whole, as src/http/input.ts says it. */
export type Errors = Readonly<Record<string, string | undefined>>

type FormState = { fields: Fields; errors: Errors; errorPrefix: string; idPrefix: string }

let current: FormState = { fields: {}, errors: {}, errorPrefix: '', idPrefix: '' }

/**
 * Gives the controls inside it what they need to know. A page is drawn in one go, so one variable serves every request; `createContext`
 * would bring hono's renderer for browsers and its hooks into the Worker.
 */
export function FormScope({ children, ...inside }: PropsWithChildren<FormState>) {
  const outside = current
  current = inside
  try {
    const drawn: unknown = Fragment({ children }).toString()
    if (typeof drawn !== 'string') throw new Error('Nothing inside a form may wait: load it before the page is drawn.')
    return raw(drawn)
  } finally {
    current = outside
  }
}

/** The id of the first control of a field: what its label and the error summary point to. */
export const fieldId = (name: string, idPrefix = '') => `${idPrefix}${name}`

/** Everything a control needs to know about itself: so no page passes values and errors by hand, or forgets to. */
export function useField(name: string, hasHint: boolean, fallback: string | readonly string[] | undefined = undefined) {
  const form = current
  const id = fieldId(name, form.idPrefix)
  const typed = form.fields[name] ?? fallback
  const error = form.errors[name]
  return {
    id,
    error,
    errorPrefix: form.errorPrefix,
    fields: form.fields,
    value: typeof typed === 'string' ? typed : typed?.[0],
    values: typeof typed === 'string' ? [typed] : (typed ?? []),
    describedBy: [hasHint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined,
  }
}
