// How much each soft reason counts. Hard limits have no weight: they are never traded away. Pure.

/** From what usually counts most to what counts least. */
export const criteria = ['interest', 'distance', 'time', 'language', 'buddy', 'soon', 'places', 'load'] as const
export type Criterion = (typeof criteria)[number]
export type Weights = Readonly<Record<Criterion, number>>

export const heaviest = 10

/** What counts as long as the place has not said otherwise: what people like and can reach before what suits the calendar. */
export const usualWeights: Weights = { interest: 10, distance: 8, time: 6, language: 4, buddy: 4, soon: 3, places: 2, load: 2 }

/** The place's weights; what it left out, or what is no weight, counts as usual. */
export function weightsOf(stored: Readonly<Record<string, unknown>>): Weights {
  const weight = (criterion: Criterion): number => {
    const value = stored[criterion]
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= heaviest ? value : usualWeights[criterion]
  }
  return Object.fromEntries(criteria.map((criterion) => [criterion, weight(criterion)])) as Weights
}
