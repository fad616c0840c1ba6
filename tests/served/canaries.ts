// Every way in which a word could lie in a file and still be read by whoever finds it.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The bytes to look for, with what they are: plain, in UTF-16, as hex, base64 or percent-encoded, in any case. */
function formsOf(canary: string): { form: string; bytes: Buffer }[] {
  const spellings = [...new Set([canary, canary.toLowerCase(), canary.toUpperCase()])]
  return spellings.flatMap((text) => {
    const hex = Buffer.from(text).toString('hex')
    return [
      { form: 'as it is', bytes: Buffer.from(text) },
      { form: 'in UTF-16 (little-endian)', bytes: Buffer.from(text, 'utf16le') },
      { form: 'in UTF-16 (big-endian)', bytes: Buffer.from(text, 'utf16le').swap16() },
      { form: 'as hex', bytes: Buffer.from(hex) },
      { form: 'as hex', bytes: Buffer.from(hex.toUpperCase()) },
      { form: 'percent-encoded', bytes: Buffer.from(encodeURIComponent(text)) },
      { form: 'form-encoded', bytes: Buffer.from(new URLSearchParams({ q: text }).toString().slice(2)) },
      { form: 'backwards', bytes: Buffer.from([...text].reverse().join('')) },
      ...base64Of(text),
    ]
  })
}

/** Inside a longer text a word begins at any of three places of the base64 alphabet; its edges depend on the neighbours and are left out. */
function base64Of(text: string) {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.from('\0'.repeat(shift) + text)
    return (['base64', 'base64url'] as const).map((alphabet) => {
      const encoded = bytes.toString(alphabet).replace(/=+$/, '')
      const whole = encoded.slice(shift === 0 ? 0 : shift + 1, bytes.length % 3 === 0 ? undefined : -1)
      return { form: `in ${alphabet}`, bytes: Buffer.from(whole) }
    })
  })
}

/** Every file under a folder with its bytes, write-ahead logs and journals too. */
export const filesUnder = (folder: string): { name: string; bytes: Buffer }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: path.slice(folder.length + 1), bytes: readFileSync(path) }))

/** One line for each canary that can be read in one of these files. */
export const readable = (files: readonly { name: string; bytes: Buffer }[], canaries: readonly string[]): string[] =>
  canaries.flatMap((canary) =>
    files.flatMap(({ name, bytes: file }) =>
      [...new Set(formsOf(canary).flatMap(({ form, bytes }) => (file.includes(bytes) ? [form] : [])))].map(
        (form) => `${canary} ${form} in ${name}`,
      ),
    ),
  )
