import { IntlMessageFormat } from 'intl-messageformat'

type Tree = { [key: string]: string | Tree }
type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** 'booking.confirm.title' → text. Anything that is neither text nor a group of texts is named as a fault. */
export function flat(tree: Tree, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const name = prefix ? `${prefix}.${key}` : key
    if (typeof value === 'string') texts.set(name, value)
    else if (value && typeof value === 'object' && !Array.isArray(value)) for (const [k, v] of flat(value, name)) texts.set(k, v)
    else throw new Error(`${name} is not a text`)
  }
  return texts
}

/** Every way in which the languages of one folder disagree or a message cannot be shown to a person. */
export function localeFaults(locales: Record<string, Tree>): string[] {
  const languages = Object.entries(locales).map(([language, tree]) => ({ language, texts: flat(tree) }))
  const keys = new Set(languages.flatMap(({ texts }) => [...texts.keys()]))
  return [...keys].sort().flatMap((key) => {
    const faults: string[] = []
    const placeholders = new Set<string>()
    for (const { language, texts } of languages) {
      const text = texts.get(key)
      if (text === undefined) faults.push(`${language}: ${key} is missing; write it in both languages.`)
      else if (text.trim() === '') faults.push(`${language}: ${key} is empty.`)
      else
        try {
          placeholders.add(placeholdersOf(text, language).join(' '))
        } catch (error) {
          faults.push(`${language}: ${key} is no ICU message: ${error instanceof Error ? error.message : error}`)
        }
    }
    if (placeholders.size > 1)
      faults.push(`${key} has other placeholders in each language: ${[...placeholders].map((p) => `[${p}]`).join(' and ')}.`)
    return faults
  })
}

/** 'name:argument count:plural', sorted. Kinds matter: a plural in one language and a bare number in the other read wrongly. */
export function placeholdersOf(text: string, language: string): string[] {
  const found = new Set<string>()
  const walk = (elements: Element[]) => {
    for (const element of elements) {
      // Element types of the ICU parser: 1 argument, 2 number, 3 date, 4 time, 5 select, 6 plural, 8 tag.
      if (element.type === 1) found.add(`${element.value}:text`)
      if (element.type === 2 || element.type === 6) found.add(`${element.value}:number`)
      if (element.type === 3 || element.type === 4) found.add(`${element.value}:date`)
      if (element.type === 5) found.add(`${element.value}:select(${Object.keys(element.options).sort().join()})`)
      if (element.type === 8) found.add(`<${element.value}>`)
      if (element.type === 5 || element.type === 6) for (const option of Object.values(element.options)) walk(option.value)
      if (element.type === 8) walk(element.children)
    }
  }
  walk(new IntlMessageFormat(text, language).getAst())
  return [...found].sort()
}
