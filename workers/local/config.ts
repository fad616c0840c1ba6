// The configuration that `wrangler deploy` is handed: wrangler.toml, changed to the database and the queues that a place has.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLibsql } from './engine.ts'

export const queueNames = ['alongside-work', 'alongside-work-dead']

/** Cloudflare refuses a D1 database that it does not know, so a place on libSQL names none. */
export const withoutD1 = (config: string): string => config.replaceAll(/^\[\[d1_databases\]\].*\n(?:(?!\[).*\n)*/gm, '')

/** Cloudflare Queues are an option: wrangler.toml carries their lines marked, and this takes them in. */
export const withQueues = (config: string): string => config.replaceAll(/^#queues ?/gm, '')

/** Writes the changed configuration beside the other, since its paths are relative to it; answers with its path. */
export function writeConfig(root: string, ...changes: readonly ((config: string) => string)[]): string {
  const path = join(root, 'wrangler.deploy.toml')
  const config = readFileSync(join(root, 'wrangler.toml'), 'utf8')
  writeFileSync(
    path,
    changes.reduce((changed, change) => change(changed), config),
  )
  return path
}

/** What `wrangler deploy` is told for a place with these. */
export function deployOptions(root: string, { onLibsql, hasQueues }: { onLibsql: boolean; hasQueues: boolean }): string[] {
  const changes = [...(onLibsql ? [withoutD1] : []), ...(hasQueues ? [withQueues] : [])]
  return [...(changes.length > 0 ? ['--config', writeConfig(root, ...changes)] : []), ...(onLibsql ? withLibsql : [])]
}
