// Texts for people: ICU messages in nested objects, found by dotted keys that the compiler checks against the English ones.
import { IntlMessageFormat } from 'intl-messageformat'
import { type Locale, languageTag } from './dates.ts'

/** Every dotted path to a text: 'booking.confirm.button'. */
export type Key<M> = { [K in keyof M & string]: M[K] extends string ? K : `${K}.${Key<M[K]>}` }[keyof M & string]
/** What another language must have: the same keys. */
export type Wording<M> = { readonly [K in keyof M]: M[K] extends string ? string : Wording<M[K]> }
export type Params = Readonly<Record<string, string | number>>
export type Translate<M> = {
  (key: Key<M>, params?: Params): string
  /** For codes from the database, which may be older or newer than the texts. */
  has(key: string): key is Key<M>
}

/**
 * Plain text only: what looks like a tag, in a message or in a parameter, stays text. Dates come ready written from
 * lib/dates.ts. An unknown key, a missing parameter and a malformed message throw.
 */
export function translator<M extends object>(locale: Locale, messages: M): Translate<M> {
  const known = compiled[locale].get(messages) ?? new Map<string, Message>()
  compiled[locale].set(messages, known)

  const translate = (key: Key<M>, params?: Params) => {
    let message = known.get(key)
    if (message === undefined) {
      const found = find(messages, key)
      if (found === undefined) throw new Error(`no message ${key}`)
      message = compile(found, locale)
      known.set(key, message)
    }
    return typeof message === 'string' ? message : String(message.format(params))
  }
  return Object.assign(translate, { has: (key: string): key is Key<M> => find(messages, key) !== undefined })
}

type Message = string | IntlMessageFormat

// One catalogue is compiled once for the life of the isolate, key by key as they are asked for.
const compiled: Record<Locale, WeakMap<object, Map<string, Message>>> = { en: new WeakMap(), id: new WeakMap() }

/** A text as it is written, or the elements that `parsed` made of it. */
type Source = string | ReturnType<IntlMessageFormat['getAst']>

function find(messages: object, key: string): Source | undefined {
  let found: unknown = messages
  for (const part of key.split('.'))
    found = typeof found === 'object' && found !== null && Object.hasOwn(found, part) ? found[part as keyof typeof found] : undefined
  return typeof found === 'string' || Array.isArray(found) ? found : undefined
}

const compile = (source: Source, locale: Locale): Message =>
  typeof source === 'string' && isPlain(source)
    ? source
    : new IntlMessageFormat(source, languageTag[locale], undefined, { ignoreTag: true, formatters })

/** A text without braces and doubled apostrophes means itself in ICU, and needs no parser. */
const isPlain = (text: string) => !/[{}]|''/.test(text)

/** The same messages without a text that needs the parser: what the build makes, because the deployed Worker has none. */
export function parsed(messages: object, locale: Locale): object {
  const one = (value: unknown): unknown => {
    if (typeof value !== 'string') return parsed(value as object, locale)
    return isPlain(value) ? value : new IntlMessageFormat(value, languageTag[locale], undefined, { ignoreTag: true }).getAst()
  }
  return Object.fromEntries(Object.entries(messages).map(([key, value]) => [key, one(value)]))
}

const formatters = {
  getNumberFormat: remembered((locales, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locales, options)),
  getPluralRules: remembered((locales, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(locales, options)),
  getDateTimeFormat: (): Intl.DateTimeFormat => {
    throw new Error('a message cannot know the time zone: write the date with lib/dates.ts and pass it in')
  },
}

function remembered<O, F>(make: (locales: string | string[] | undefined, options?: O) => F): typeof make {
  const made = new Map<string, F>()
  return (locales, options) => {
    const key = JSON.stringify([locales, options])
    const known = made.get(key) ?? make(locales, options)
    made.set(key, known)
    return known
  }
}
