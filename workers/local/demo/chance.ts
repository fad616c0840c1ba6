/** The same dice on every machine: mulberry32, so that a demo can be talked about. */
export function chance(seed: number) {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    /** True in `percent` of all cases. */
    happens: (percent: number) => next() * 100 < percent,
    pick: <T>(from: readonly T[]): T => from[below(from.length)] as T,
    /** `count` different ones, in their own order. */
    some: <T>(from: readonly T[], count: number): T[] => {
      const chosen = new Set<number>()
      while (chosen.size < Math.min(count, from.length)) chosen.add(below(from.length))
      return [...chosen].sort((a, b) => a - b).map((at) => from[at] as T)
    },
    bytes: (length: number) => Uint8Array.from({ length }, () => below(256)),
  }
}
