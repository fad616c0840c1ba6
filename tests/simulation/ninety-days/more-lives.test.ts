// The other half of the lives, so that two cores live them side by side.

import { it } from 'vitest'
import { chosenSeed, howMany, liveAll, seedsFrom } from './lives.ts'

it.skipIf(chosenSeed !== undefined)('goes right in as many lives again', { timeout: 3_600_000 }, async () => {
  await liveAll(seedsFrom(2, Math.floor(howMany / 2), 2))
})
