const emblems = {
  arts: 'M28 46V24l16-4v21M28 46a4 4 0 1 1-4-4 4 4 0 0 1 4 4zM44 41a4 4 0 1 1-4-4 4 4 0 0 1 4 4z',
  movement: 'M38 16a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM24 33l8-6 7 3 3 6 6 1M35 30l-4 9 7 5 1 9M31 40l-8 11',
  growing: 'M33 52V32M33 36c-10 0-14-6-14-13 9 0 14 5 14 13zM33 31c0-8 5-12 14-12 0 8-5 12-14 12zM23 52h21',
  helping: 'M16 35l9-10 9 5 9-5 9 10-8 9-6-5M34 30l-7 7a3 3 0 0 0 4 4l5-4 9 9M36 48l-3 3-13-12',
  peer: 'M19 22h22v16H30l-7 6v-6h-4zM45 29h5v15h-3v6l-6-6h-8',
  learning: 'M34 20L14 29l20 9 20-9zM22 33v11c7 6 17 6 24 0V33M54 29v12',
  books: 'M34 24c-5-4-11-4-18-3v26c7-1 13-1 18 3 5-4 11-4 18-3V21c-7-1-13-1-18 3zM34 24v26',
  faith: 'M34 14v6M22 52V36a12 12 0 0 1 24 0v16zM34 20a6 6 0 0 1 6 6M34 20a6 6 0 0 0-6 6M30 52V42a4 4 0 0 1 8 0v10',
  hobby: 'M20 24h10a4 4 0 1 1 8 0h10v10a4 4 0 1 0 0 8v8H20V40a4 4 0 1 0 0-8z',
} as const

/** The nine families that every activity type belongs to: each one a colour, a pattern and an emblem. */
export type ActivityFamily = keyof typeof emblems
export const activityFamilies = Object.keys(emblems) as ActivityFamily[]

export const familyClass = (family: ActivityFamily) => `al-family--${family}`

export const Emblem = ({ family }: { family: ActivityFamily }) => (
  <svg class="al-emblem" viewBox="0 0 68 68" aria-hidden="true" focusable="false">
    <circle cx="34" cy="34" r="33" />
    <path d={emblems[family]} />
  </svg>
)
