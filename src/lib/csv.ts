/** A number is written as it is; text is kept from being read as a formula. */
export type Cell = string | number | null | undefined

/**
 * A whole file (RFC 4180, CRLF) for people who open it in a spreadsheet: it begins with a byte order mark, without which
 * Excel garbles é and ñ, and no text in it can run as a formula.
 */
export function csv(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return `\ufeff${[header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = value
    .toWellFormed()
    .replaceAll('\0', '')
    .replace(formula, "$1'")
    .replace(/^[\t\r\n]/, "'$&")
  return /[",;\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

// Spreadsheets evaluate = + - @ and their full-width and small forms, some of them after blanks or marks that cannot be seen.
// A semicolon or a line break counts as a beginning, because an Excel set to Indonesian splits there, inside quotation marks too.
const formula = /(^|[;\t\r\n])(?=[[\s\p{Cc}\p{Cf}"]--[\t\r\n]]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212])/gv
