import letters from '../src/messages/locales/en.json' with { type: 'json' }
import lettersId from '../src/messages/locales/id.json' with { type: 'json' }
import pages from '../web/locales/en.json' with { type: 'json' }
import pagesId from '../web/locales/id.json' with { type: 'json' }

/** The texts as they are written, so that a test needs no build; tests/structure/texts.test.ts shows that the built ones say the same. */
export const writtenTexts = { en: { pages, letters }, id: { pages: pagesId, letters: lettersId } }
