// What changed between two waves, only for those who answered both. Pure.

/** Fewer people than this are not counted in public: whoever knows one of them could learn what they said. */
export const fewest = 5

export type Pair = { before: number; after: number }
export type Change = { n: number; mean: number; low: number; high: number }

/**
 * The mean of the changes and its 95 % confidence interval, for the change of paired scores:
 * mean(d) ± t(0.975; n−1) · s(d) / √n, where s is the sample standard deviation with n−1
 * (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2 and 7.3.1.1). Undefined for fewer than two.
 */
export function pairedChange(pairs: readonly Pair[]): Change | undefined {
  const n = pairs.length
  if (n < 2) return undefined
  const changes = pairs.map(({ before, after }) => after - before)
  const mean = sum(changes) / n
  const variance = sum(changes.map((change) => (change - mean) ** 2)) / (n - 1)
  const half = (tQuantile(n - 1) * Math.sqrt(variance)) / Math.sqrt(n)
  return { n, mean, low: mean - half, high: mean + half }
}

/**
 * The 97.5 % point of Student's t: the expansion of Abramowitz and Stegun 26.7.5 around the normal point. From four degrees of
 * freedom on, the fewest that are shown, it is within 0.001 of the published tables; below that exact values stand here.
 */
export function tQuantile(freedom: number): number {
  const exact = [12.7062, 4.3027, 3.1824][freedom - 1]
  if (exact !== undefined) return exact
  const z = 1.959963984540054
  const g1 = (z ** 3 + z) / 4
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160
  return z + g1 / freedom + g2 / freedom ** 2 + g3 / freedom ** 3 + g4 / freedom ** 4
}

/**
 * The parts of one whole with the small ones hidden as null. When what is hidden could be worked out from the rest and the whole,
 * because only one part or too few people are hidden, the next smallest part is hidden as well. Nobody at all may be said.
 */
export function hideSmall(counts: readonly number[]): (number | null)[] {
  const order = counts.map((count, at) => ({ count, at })).filter(({ count }) => count > 0)
  const hidden = new Set(order.filter(({ count }) => count < fewest).map(({ at }) => at))
  const rest = order.filter(({ count }) => count >= fewest).sort((a, b) => a.count - b.count || a.at - b.at)
  const isPlain = () => hidden.size === 1 || (hidden.size > 0 && sum([...hidden].map((at) => counts[at] ?? 0)) < fewest)
  while (rest.length > 0 && isPlain()) hidden.add(rest.shift()?.at ?? 0)
  return counts.map((count, at) => (hidden.has(at) ? null : count))
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
