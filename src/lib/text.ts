// What people type, made regular: once, before it is validated and stored.

/** One line: composed (NFC), trimmed, single spaces, nothing that is invisible and changes how other text reads. */
export const tidyLine = (text: string): string => visible(text).replace(/\s+/g, ' ').trim()

/** As a line begins: 'Today, 10am'. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Several lines, each tidy; at most one empty line in a row. */
export const tidyText = (text: string): string =>
  visible(text)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/**
 * The address in lower case and plain ASCII, or undefined if nobody could have it. Mail goes to this form only, never to what
 * was typed: two spellings that look alike must not be one account with two mailboxes.
 */
export function normaliseEmail(text: string): string | undefined {
  const address = tidyLine(text).normalize('NFKC').trim().toLowerCase()
  const isAddress =
    /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/
  if (address.length > 254 || address.indexOf('@') > 64) return undefined
  return isAddress.test(address) ? address : undefined
}

export type Country = keyof typeof countries

/** E.164 ('+442079460958'), or undefined. A number without its country's code is read as one of `country`. */
export function normalisePhone(text: string, country: Country): string | undefined {
  const typed = tidyLine(text).normalize('NFKC').replace(/\(0\)/, '')
  if (!/^\+?[\d\s().\-\u2010-\u2015/]+$/.test(typed)) return undefined
  const digits = typed.replace(/\D/g, '')
  if (typed.startsWith('+')) return international(digits)
  if (digits.startsWith('00')) return international(digits.slice(2))

  const { code, national } = countries[country]
  if (digits.startsWith('0')) return national.test(digits.slice(1)) ? `+${code}${digits.slice(1)}` : undefined
  return digits.startsWith(code) ? international(digits) : undefined
}

/** 'HH:MM' of a time as people type it ('10', '9.30', '2.30pm', '14:30', 'pukul 14.30 WIB'), or undefined. */
export function normaliseTime(text: string): string | undefined {
  const typed = tidyLine(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^pukul |^jam | wi(b|ta|t)$/g, '')
  const [, hour = '', minute = '00', half] = /^(\d{1,2})(?:[:.h](\d{2}))? ?([ap]\.?m\.?)?$/.exec(typed) ?? []
  const hours =
    half === undefined ? Number(hour) : Number(hour) >= 1 && Number(hour) <= 12 ? (Number(hour) % 12) + (half.startsWith('p') ? 12 : 0) : 24
  return hour !== '' && hours < 24 && Number(minute) < 60 ? `${String(hours).padStart(2, '0')}:${minute}` : undefined
}

/** For finding duplicates, never for showing: 'O’Brien-Łukasz, ZOË' and 'obrien lukasz zoe' are one. */
export const normaliseName = (text: string): string =>
  tidyLine(text)
    .normalize('NFKD')
    .replace(marks, '')
    // By way of upper case, which undoes ß and ſ; from lower case, for a capital ẞ is its own upper case.
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(/[æœøłđðþıħŋς]/g, (letter) => apart[letter] ?? letter)
    .replace(/['‘’ʼʻ`´\p{Cf}]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

/** Line ends as \n; without control characters, overrides of direction, and marks without width that only serve to deceive. */
const visible = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[\p{Cc}--[\t\n]]/gv, '')
    // Direction marks, joiners and emoji tags stay: Arabic, Persian and families need them.
    .replace(/[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad]/g, '')
    .normalize('NFC')

/** The national number without its leading 0, as each country's numbering plan has it. */
const countries = {
  GB: { code: '44', national: /^[1-9](\d{6}|\d{8,9})$/ },
  ID: { code: '62', national: /^[2-9]\d{6,11}$/ },
} as const

function international(digits: string): string | undefined {
  for (const { code, national } of Object.values(countries))
    if (digits.startsWith(code)) {
      // +44 07… is a frequent slip: the 0 is dialled only inside the country.
      const rest = digits.slice(code.length).replace(/^0/, '')
      return national.test(rest) ? `+${code}${rest}` : undefined
    }
  return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : undefined
}

// Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic. Not every mark: in Hindi or Thai a vowel is one.
const marks = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g

/** Letters that Unicode does not take apart. */
const apart: Record<string, string> = { æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'ng', ς: 'σ' }
