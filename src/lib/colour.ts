// Colours of a place. White words stand on them, and they stand as words on white: WCAG 2.2 asks for a contrast of 4.5 for both.

/** The green of our pages, until a place chooses its own. */
export const usualColour = '#0b5c5e'

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/.test(text)

/** '#rrggbb' in small letters, of what people type; undefined for what is no colour. */
export function normaliseColour(typed: string): string | undefined {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(typed.trim())?.[1]?.toLowerCase()
  if (digits === undefined) return undefined
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits}`
}

const leastContrast = 4.5

export const isReadable = (colour: string): boolean => contrastWithWhite(colour) >= leastContrast

/** The same colour, only as much darker as white words on it need. */
export function darkEnough(colour: string): string {
  for (let share = 100; share > 0; share--) {
    const darker = hex(parts(colour).map((part) => Math.floor((part * share) / 100)))
    if (isReadable(darker)) return darker
  }
  return '#000000'
}

/** From 1 for white itself to 21 for black. */
function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = parts(colour).map((part) => linear(part / 255))
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
const parts = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
const hex = (values: readonly number[]) => `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`
