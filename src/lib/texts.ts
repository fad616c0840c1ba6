// The texts of this isolate. They are data, not code: a Worker reads them from its static assets before it draws anything
// (workers/texts.ts), so that they are no part of what starts it; a test hands over the files.

import type { Locale } from './dates.ts'

/** For each language what pages say (web/locales) and what letters say (src/messages/locales), with messages compiled or not. */
export type Texts = Readonly<Record<Locale, { readonly pages: object; readonly letters: object }>>

let known: Texts | undefined

/** The first hand-over counts: what is compiled from it is remembered for the life of the isolate. */
export function learnTexts(texts: Texts): void {
  known ??= texts
}

export const hasTexts = (): boolean => known !== undefined

export function textsOf(locale: Locale, of: 'pages' | 'letters'): object {
  if (!known) throw new Error('Something was drawn before the texts were read')
  return known[locale][of]
}
