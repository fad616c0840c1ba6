// A context whose clock the demo moves: weeks of a town's life pass in seconds, always the same way.

import type { Ctx } from '../../../src/ctx.ts'
import { connect } from '../../../src/db/connect.ts'
import { toBase64Url } from '../../../src/lib/encoding.ts'
import { uuidv7 } from '../../../src/lib/ids.ts'
import { openLinks } from '../../../src/lib/links.ts'
import { openVault } from '../../../src/lib/seal.ts'
import type { SetUpCtx } from '../../../src/places/actions.ts'
import { currentPlace } from '../../../src/places/queries.ts'
import { settingsOf } from '../../env.ts'
import { chance } from './chance.ts'

const day = 86_400_000

export type Machine = Awaited<ReturnType<typeof timeMachine>>

/** Ids, names and choices come from one seed; keys and the nonces of sealing are as random as ever. */
export async function timeMachine(database: D1Database, env: Record<string, string>, daysBehind: number) {
  const settings = settingsOf(env)
  const db = connect({ kind: 'd1', database })
  const random = chance(20_261_124)
  const fresh = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const vault = await openVault({ sealing: settings.SEALING_KEYS, indexing: settings.INDEX_KEY, randomBytes: fresh })
  const links = await openLinks(settings.LINK_KEYS)
  const clock = { now: Date.now() - daysBehind * day }
  let requests = 0

  const contextBefore = (): SetUpCtx => ({
    db,
    now: clock.now,
    newId: () => uuidv7(clock.now, random.bytes(10)),
    newSecret: () => toBase64Url(fresh(32)),
    vault,
    links,
    origin: settings.PUBLIC_ORIGIN,
    requestId: `demo-${++requests}`,
  })

  return {
    db,
    clock,
    random,
    contextBefore,
    /** Looks something up; everything is written through use cases. */
    read: async <Row>(sql: string, ...values: unknown[]): Promise<Row[]> =>
      (
        await database
          .prepare(sql)
          .bind(...values)
          .all<Row>()
      ).results,
    context: async (): Promise<Ctx> => {
      const place = await currentPlace(db)
      if (!place) throw new Error('The demo place is not set up')
      return { ...contextBefore(), place }
    },
  }
}
