import { HTTPException } from 'hono/http-exception'
import { hasTexts, learnTexts, type Texts } from '../src/lib/texts.ts'
import { textsAddress } from '../web/assets.generated.ts'
import type { Env } from './env.ts'

/**
 * Reads the texts from the static assets of the same deployment, once in the life of an isolate; undefined when they are there. A failure
 * is a 503 and is not remembered. Requests that come before the first answer each ask for themselves: waiting for what
 * another request started would be for ever, once that one is cancelled.
 */
export const readTexts = (env: Env): Promise<void> | undefined => (hasTexts() ? undefined : fetchTexts(env).then(learnTexts))

async function fetchTexts({ ASSETS }: Env): Promise<Texts> {
  if (!ASSETS) throw new Error('This Worker has no static assets: wrangler.toml binds them as ASSETS.')
  // The address carries a hash of the bytes, so a Worker never reads the texts of another version. The host name means nothing here.
  const answer = await ASSETS.fetch(`https://assets.invalid${textsAddress}`)
  if (!answer.ok) throw new HTTPException(503, { message: `The texts could not be read: ${answer.status}` })
  return answer.json<Texts>()
}
