import type * as v from 'valibot'
import { permit } from '../../../src/access/permit.ts'
import { toBase64Url } from '../../../src/lib/encoding.ts'
import { uuidv7 } from '../../../src/lib/ids.ts'
import { openLinks } from '../../../src/lib/links.ts'
import { openVault, type Sealed } from '../../../src/lib/seal.ts'
import { type SetUpPlace, setUpPlace } from '../../../src/places/actions.ts'
import { settingsOf } from '../../env.ts'
import type { FirstUser, Target } from './target.ts'

/** Writes the place and its first coordinator through the use case, sealed with the keys that the Worker will have. False when there is one. */
export async function writePlace(
  target: Target,
  place: v.InferOutput<typeof SetUpPlace>,
  secrets: Record<string, string>,
): Promise<boolean> {
  const setUp = permit({ kind: 'system', id: 'setup' }, 'place.set_up')
  if (!setUp) throw new Error('The policy lets nobody set up a place')
  const { LINK_KEYS, PUBLIC_ORIGIN } = settingsOf(secrets)
  const now = Date.now()
  const vault = await vaultOf(secrets)
  const links = await openLinks(LINK_KEYS)

  return target.write((db) => {
    const ctx = {
      db,
      now,
      newId: () => uuidv7(now, randomBytes(10)),
      newSecret: () => toBase64Url(randomBytes(32)),
      vault,
      links,
      origin: PUBLIC_ORIGIN,
      requestId: 'setup',
    }
    return setUpPlace(ctx, setUp, place)
  })
}

/** Whether these are the keys that the place was written with. */
export async function opens({ id, email }: FirstUser, secrets: Record<string, string>): Promise<boolean> {
  const vault = await vaultOf(secrets)
  return vault.open(email as Sealed, { column: 'users.email', rowId: id }).then(
    () => true,
    () => false,
  )
}

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))

function vaultOf(secrets: Record<string, string>) {
  const { SEALING_KEYS, INDEX_KEY } = settingsOf(secrets)
  return openVault({ sealing: SEALING_KEYS, indexing: INDEX_KEY, randomBytes })
}
