export type Spread = { median: number; low: number; high: number }

/** The median with the middle half around it: what one run on a noisy machine can say. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

export const shown = ({ median, low, high }: Spread, digits = 2) =>
  `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`

/** Runs the variants in turn, block after block, in changing order, so that a drift of the machine touches all alike. */
export async function interleaved<Name extends string>(
  blocks: number,
  variants: Record<Name, () => Promise<number>>,
  report: (block: number) => void,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(variants) as Name[]
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let block = 0; block < blocks; block++) {
    const order = block % 2 ? [...names].reverse() : names
    for (const name of order) figures[name].push(await variants[name]())
    report(block + 1)
  }
  return figures
}
