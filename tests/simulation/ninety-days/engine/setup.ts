import { gunzipSync, gzipSync } from 'node:zlib'
import { vi } from 'vitest'
import { learnTexts } from '../../../../src/lib/texts.ts'
import { readMigrations } from '../../../../workers/local/migrations.ts'
import { writtenTexts } from '../../../texts.ts'
import { doCryptographyAtOnce } from './cryptography.ts'
import { env } from './workers.ts'

// As with cryptography: streams of the runtime would be ready when the machine is, and not when the seed says.
vi.mock('../../../../src/lib/encoding.ts', async (original) => ({
  ...(await original<object>()),
  squeezed: async (text: string) => gzipSync(text).toString('base64url'),
  unsqueezed: async (text: string) => gunzipSync(Buffer.from(text, 'base64url')).toString(),
}))
learnTexts(writtenTexts)
doCryptographyAtOnce()
for (const { sql } of readMigrations()) env.DB.raw.exec(sql)
