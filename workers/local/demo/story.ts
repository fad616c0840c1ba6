// Who lives in the town, as far as it has got.

import type { Cast, Player } from './cast.ts'
import type { Sent } from './inbox.ts'
import type { Machine } from './time-machine.ts'
import type { Town, TownPerson } from './town.ts'

export type Referred = {
  id: string
  linkWorker: Player
  is: TownPerson
  hasEmail: boolean
  hasCarer: boolean
  /** How much has been said, so that no talk is told twice in a row. */
  talks: number
  hasLeft?: boolean
  hasFinished?: boolean
}
/** `until` is the instant at which the first visitor looks. */
export type Story = { machine: Machine; town: Town; cast: Cast; people: Referred[]; sent: Sent[]; until: number }

/** Those who are there today: whoever took their consent back is left in peace, and whoever has settled in goes by themselves. */
export const present = ({ people }: Story) => people.filter(({ hasLeft, hasFinished }) => !hasLeft && !hasFinished)
