import { learnTexts } from '../../../../src/lib/texts.ts'
import { readMigrations } from '../../../../workers/local/migrations.ts'
import { writtenTexts } from '../../../texts.ts'
import { env } from './workers.ts'

learnTexts(writtenTexts)
for (const { sql } of readMigrations()) env.DB.raw.exec(sql)
