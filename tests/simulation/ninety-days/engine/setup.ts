import { learnTexts } from '../../../../src/lib/texts.ts'
import { readMigrations } from '../../../../workers/local/migrations.ts'
import { writtenTexts } from '../../../texts.ts'
import { doCryptographyAtOnce } from './cryptography.ts'
import { env } from './workers.ts'

learnTexts(writtenTexts)
doCryptographyAtOnce()
for (const { sql } of readMigrations()) env.DB.raw.exec(sql)
